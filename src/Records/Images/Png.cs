using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Audit.Inputs;

namespace Audit.Records.Images;

/// <summary>Writes 8-bit grey or RGB images as PNG (RFC 2083): one unfiltered IDAT chunk.</summary>
/// <remarks>Written here because no maintained PNG package can be restored where this is built; the compression is
/// .NET's own zlib. Pixels are stored exactly, so that a stored spoof can be measured again to 1/255.</remarks>
public static class Png
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <param name="pixels">Row by row from the top, [H,W,C], C = 1 (grey) or 3 (red, green, blue).</param>
    /// <exception cref="ArgumentException">The number of bytes is neither width x height nor three times that.</exception>
    public static void Write(string path, ReadOnlySpan<byte> pixels, int width, int height)
    {
        int area = checked(width * height);
        if (width < 1 || height < 1 || (pixels.Length != area && pixels.Length != 3 * area))
            throw new ArgumentException($"A {width} x {height} image has {area} or {3 * area} bytes, got {pixels.Length}.");
        int stride = pixels.Length / height;
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits
        header[9] = (byte)(pixels.Length == area ? 0 : 2); // grey or RGB
        using MemoryStream data = new();
        using (ZLibStream zlib = new(data, CompressionLevel.Optimal, leaveOpen: true))
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0); // filter: none
                zlib.Write(pixels.Slice(y * stride, stride));
            }

        using FileStream stream = new(path, FileMode.Create, FileAccess.Write);
        stream.Write(Signature);
        Chunk(stream, "IHDR", header);
        Chunk(stream, "IDAT", data.GetBuffer().AsSpan(0, (int)data.Length));
        Chunk(stream, "IEND", []);
    }

    private static void Chunk(FileStream stream, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        stream.Write(name);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(name, data));
        stream.Write(number);
    }
}
