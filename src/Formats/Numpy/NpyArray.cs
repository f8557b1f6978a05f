using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Audit.Inputs;

namespace Audit.Formats.Numpy;

/// <summary>One array of numbers as numpy stores it, row-major and little-endian after reading.</summary>
/// <param name="Shape">Sizes, outermost first; empty for a single number.</param>
/// <param name="Kind">'f' real, 'i' signed, 'u' unsigned, 'b' truth value.</param>
/// <param name="ItemSize">Bytes of one element.</param>
/// <param name="Bytes">The elements, row-major, little-endian.</param>
public sealed record NpyArray(long[] Shape, char Kind, int ItemSize, byte[] Bytes)
{
    /// <summary>No array may have more bytes than one .NET array holds.</summary>
    private const long MaxBytes = 2_147_483_000;

    private const int MaxDimensions = 32;

    /// <summary>Number of elements.</summary>
    public int Count => Bytes.Length / ItemSize;

    /// <summary>Reads a stream that begins with numpy's magic bytes.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="entry">Name inside the file, for messages.</param>
    /// <param name="stream">Where the array is.</param>
    /// <param name="length">Bytes that the stream claims to have; the array must fit in them.</param>
    /// <exception cref="DataFormatException">It is no array of numbers, or its header does not fit its length.</exception>
    public static NpyArray Read(string path, string entry, Stream stream, long length)
    {
        byte[] start = new byte[12];
        stream.ReadExactly(start, 0, 10);
        if (start[0] != 0x93 || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw new DataFormatException(path, $"{Shown.Name(entry)} does not begin with numpy's magic bytes");
        int headerStart = 10;
        long headerLength = BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8));
        if (start[6] >= 2)
        {
            stream.ReadExactly(start, 10, 2);
            headerStart = 12;
            headerLength = BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        }
        if (headerLength > Math.Min(length - headerStart, 1 << 16))
            throw new DataFormatException(path, $"{Shown.Name(entry)} claims a header of {headerLength} bytes in {length}");
        byte[] text = new byte[headerLength];
        stream.ReadExactly(text);
        var header = NpyHeader.Parse(path, entry, Encoding.Latin1.GetString(text));

        Int128 bytes = header.ItemSize;
        foreach (long d in header.Shape)
            bytes = bytes > MaxBytes ? bytes : bytes * d;
        if (header.Shape.Length > MaxDimensions || bytes > MaxBytes || bytes != length - headerStart - headerLength)
        {
            throw new DataFormatException(path,
                $"{Shown.Name(entry)} of shape [{string.Join(',', header.Shape)}] and type {header.Kind}{header.ItemSize} "
                + $"needs {(bytes > MaxBytes ? "too many" : bytes)} bytes, it has {length - headerStart - headerLength}");
        }
        byte[] values = ReadGrowing(stream, (int)bytes);
        if (header.BigEndian)
            Swap(values, header.ItemSize);
        return new NpyArray(header.Shape, header.Kind, header.ItemSize, header.ColumnMajor ? RowMajor(values, header) : values);
    }

    /// <summary>The elements as float32 (rounded where they have more digits).</summary>
    public float[] ToSingle() => Convert(ReadDouble, v => (float)v);

    /// <summary>The elements as float64.</summary>
    public double[] ToDouble() => Convert(ReadDouble, v => v);

    /// <summary>The elements as integers; what is beyond 63 bits becomes the largest.</summary>
    /// <exception cref="InvalidOperationException">The array holds real numbers.</exception>
    public long[] ToInt64() =>
        Kind == 'f' ? throw new InvalidOperationException("the array holds real numbers, integers are expected")
        : Convert(ReadInt64, v => v);

    private T[] Convert<TRead, T>(Func<int, TRead> read, Func<TRead, T> convert)
    {
        var result = new T[Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = convert(read(i));
        return result;
    }

    private double ReadDouble(int i) => (Kind, ItemSize) switch
    {
        ('f', 2) => (double)MemoryMarshal.Cast<byte, Half>(Bytes)[i],
        ('f', 4) => MemoryMarshal.Cast<byte, float>(Bytes)[i],
        ('f', _) => MemoryMarshal.Cast<byte, double>(Bytes)[i],
        ('u', 8) => MemoryMarshal.Cast<byte, ulong>(Bytes)[i],
        _ => ReadInt64(i),
    };

    private long ReadInt64(int i) => (Kind, ItemSize) switch
    {
        ('i', 1) => (sbyte)Bytes[i],
        (_, 1) => Bytes[i],
        ('i', 2) => MemoryMarshal.Cast<byte, short>(Bytes)[i],
        (_, 2) => MemoryMarshal.Cast<byte, ushort>(Bytes)[i],
        ('i', 4) => MemoryMarshal.Cast<byte, int>(Bytes)[i],
        (_, 4) => MemoryMarshal.Cast<byte, uint>(Bytes)[i],
        ('u', _) => (long)Math.Min(MemoryMarshal.Cast<byte, ulong>(Bytes)[i], long.MaxValue),
        _ => MemoryMarshal.Cast<byte, long>(Bytes)[i],
    };

    /// <summary>Takes memory only as the data arrive, so that a file that promises much and holds little costs little.</summary>
    private static byte[] ReadGrowing(Stream stream, int count)
    {
        byte[] values = new byte[Math.Min(count, 1 << 20)];
        for (int have = 0; have < count;)
        {
            if (have == values.Length)
                Array.Resize(ref values, (int)Math.Min(count, 2L * have));
            stream.ReadExactly(values, have, values.Length - have);
            have = values.Length;
        }
        return values;
    }

    private static void Swap(byte[] values, int itemSize)
    {
        for (int i = 0; i < values.Length; i += itemSize)
            values.AsSpan(i, itemSize).Reverse();
    }

    private static byte[] RowMajor(byte[] columnMajor, NpyHeader header)
    {
        int size = header.ItemSize;
        byte[] result = new byte[columnMajor.Length];
        long[] index = new long[header.Shape.Length];
        for (int to = 0; to < result.Length; to += size)
        {
            long from = 0;
            for (int d = index.Length - 1; d >= 0; d--)
                from = from * header.Shape[d] + index[d];
            columnMajor.AsSpan((int)from * size, size).CopyTo(result.AsSpan(to));
            for (int d = index.Length - 1; d >= 0 && ++index[d] == header.Shape[d]; d--)
                index[d] = 0;
        }
        return result;
    }
}
