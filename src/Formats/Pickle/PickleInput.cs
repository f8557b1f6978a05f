using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Audit.Inputs;

namespace Audit.Formats.Pickle;

/// <summary>The bytes of a pickle: every read is checked against what is left, before anything is allocated.</summary>
internal sealed class PickleInput(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Longest text line of the opcodes that end at a newline.</summary>
    private const int LongestLine = 1 << 16;

    /// <summary>Longest integer, in bytes; PyTorch's magic number has ten.</summary>
    private const int LongestInteger = 64;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>Text; what is not UTF-8 becomes replacement characters, because names are all that is done with it.</summary>
    public string Utf8(long count) => Encoding.UTF8.GetString(Take(count));

    /// <summary>A Python 2 string: one character a byte, so that nothing is lost.</summary>
    public string Latin1(long count) => Encoding.Latin1.GetString(Take(count));

    public byte[] Bytes(long count) => Take(count).ToArray();

    public object Integer(long count)
    {
        if (count is < 0 or > LongestInteger)
            throw new PickleException($"byte {Position}: an integer of {count} bytes, expected at most {LongestInteger}");
        return Shrink(new BigInteger(Take(count)));
    }

    public object TextInteger(string text)
    {
        var digits = text.AsSpan().TrimEnd('L');
        if (Numbers.TryWhole(digits, out long small))
            return small;
        if (text.Length > 2 * LongestInteger || !Numbers.TryWhole(digits, out BigInteger large))
            throw new PickleException($"byte {Position}: expected an integer, got {Shown.Name(text, 20)}");
        return large;
    }

    /// <summary>A number as Python's repr writes it.</summary>
    public double TextDouble() => Line() switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        var text => Numbers.TryReal(text, out double value) ? value
            : throw new PickleException($"byte {Position}: expected a number"),
    };

    /// <summary>The rest of a line, without its end.</summary>
    public string Line()
    {
        var rest = bytes.Span[Position..];
        int end = rest[..Math.Min(rest.Length, LongestLine)].IndexOf((byte)'\n');
        if (end < 0)
            throw new PickleException($"byte {Position}: a line without an end");
        string line = Encoding.UTF8.GetString(rest[..end]).TrimEnd('\r');
        Position += end + 1;
        return line;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - Position)
            throw new PickleException($"byte {Position}: {count} bytes are promised, {bytes.Length - Position} are left");
        var taken = bytes.Span.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    // Without the casts C# would make both sides a BigInteger.
    private static object Shrink(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (object)(long)value
        : value;
}
