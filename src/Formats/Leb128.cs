namespace Audit.Formats;

/// <summary>Whole numbers of at least 0 in seven bits per byte, lowest first; a byte below 128 is the last.</summary>
internal static class Leb128
{
    /// <summary>Nine bytes hold 63 bits: every long that is not negative.</summary>
    private const int MostBytes = 9;

    /// <summary>The next number; null where the stream ends before it does, or it is longer than a long.</summary>
    public static long? Read(Stream stream)
    {
        long value = 0;
        for (int k = 0; k < MostBytes; k++)
        {
            int next = stream.ReadByte();
            if (next < 0)
                return null;
            value |= (long)(next & 0x7f) << (7 * k);
            if (next < 0x80)
                return value;
        }
        return null;
    }

    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public static void Write(Stream stream, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
