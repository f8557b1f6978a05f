using System.Buffers.Binary;
using System.IO.Compression;
using Audit.Datasets.Files;
using Audit.Formats;

namespace Audit.Datasets;

/// <summary>An idx file of bytes: a header with the shape, then the values, row-major.</summary>
/// <remarks>Source: http://yann.lecun.com/exdb/mnist/, "The IDX file format". Only the element type that images use
/// (0x08).</remarks>
internal sealed record IdxFile(int[] Shape, byte[] Values)
{
    private const int UnsignedByte = 0x08;

    /// <summary>No more than this many values are read, whatever a header promises: 20 times the largest set in this
    /// layout.</summary>
    private const long MaxValues = 1L << 30;

    /// <summary>Deflate cannot expand further than this (RFC 1951: at best 258 bytes for 2 bits).</summary>
    private const long MaxExpansion = 1032;

    /// <param name="path">The file; gzipped or not is decided by its first bytes, not by its name.</param>
    /// <param name="dimensions">Length of the shape that the file must have.</param>
    /// <exception cref="DataFormatException">Wrong magic number, impossible shape, or a length that is not the
    /// header's.</exception>
    public static IdxFile Read(string path, int dimensions) => DataFolder.Read(path, file =>
    {
        bool zipped = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        if (!zipped)
            return Read(path, file, dimensions, file.Length);
        using GZipStream stream = new(file, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            return Read(path, stream, dimensions, file.Length * MaxExpansion);
        }
        catch (InvalidDataException error)
        {
            throw new DataFormatException(path, "the gzip data are damaged.", error);
        }
    });

    private static IdxFile Read(string path, Stream stream, int dimensions, long mostBytes)
    {
        byte[] header = new byte[4 + 4 * dimensions];
        int headerBytes = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        int expected = UnsignedByte << 8 | dimensions;
        if (headerBytes >= 4 && BinaryPrimitives.ReadUInt32BigEndian(header) is uint magic && magic != expected)
            throw new DataFormatException(path, $"expected the idx magic number 0x{expected:x8}, got 0x{magic:x8}.");
        if (headerBytes < header.Length)
            throw new DataFormatException(path,
                $"expected an idx header of {header.Length} bytes, the file ends after {headerBytes}.");

        uint[] shape = [.. Enumerable.Range(0, dimensions).Select(i =>
            BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i)))];
        string shapeText = $"[{string.Join(',', shape)}]";
        long count = ValueCount(shape);
        if (count is 0 or > MaxValues)
            throw new DataFormatException(path, $"the header promises {shapeText}, expected 1 to {MaxValues} values.");
        // Before anything is allocated: a short file that promises much is refused here.
        if (header.Length + count > mostBytes)
            throw new DataFormatException(path, $"the header promises {shapeText}, {header.Length + count} bytes in all, "
                + $"the file holds {(stream is GZipStream ? "at most " : "")}{mostBytes}.");

        byte[] values = new byte[count];
        int read = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (read < values.Length)
            throw new DataFormatException(path, $"the header promises {shapeText}, {count} values, the file ends after {read}.");
        return stream.ReadByte() < 0
            ? new IdxFile(Array.ConvertAll(shape, size => (int)size), values)
            : throw new DataFormatException(path,
            $"the header promises {shapeText}, {count} values, the file goes on after them.");
    }

    /// <returns>The product, or a number above <see cref="MaxValues"/> where it would be more; never overflows.</returns>
    private static long ValueCount(uint[] shape)
    {
        long count = 1;
        foreach (uint size in shape)
            count = size == 0 ? 0 : count <= MaxValues ? count * size : count;
        return count;
    }
}
