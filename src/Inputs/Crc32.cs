namespace Audit.Inputs;

/// <summary>The CRC-32 of zip and PNG files (polynomial 0xEDB88320); the base library keeps its own to itself.</summary>
public static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Row)];

    /// <param name="bytes">One text.</param>
    /// <param name="more">What follows it.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> more = default) => ~Add(Add(~0u, bytes), more);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
            crc = Table[(byte)(crc ^ b)] ^ crc >> 8;
        return crc;
    }

    private static uint Row(int value)
    {
        uint row = (uint)value;
        for (int bit = 0; bit < 8; bit++)
            row = (row & 1) != 0 ? row >> 1 ^ 0xEDB88320 : row >> 1;
        return row;
    }
}
