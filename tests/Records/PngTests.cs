using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Audit.Records.Images;

namespace Audit.Tests.Records;

public class PngTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    public void Write_ReadBackChunkByChunk_HoldsTheSamePixels(int channels, byte colourType)
    {
        const int width = 5, height = 3;
        byte[] pixels = [.. Enumerable.Range(0, width * height * channels).Select(i => (byte)(i * 37))];
        Dictionary<string, byte[]> chunks = Chunks(Write(pixels, width, height));
        byte[] header = chunks["IHDR"];
        Assert.Equal((width, height), (BinaryPrimitives.ReadInt32BigEndian(header),
            BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4))));
        Assert.Equal([8, colourType, 0, 0, 0], header[8..]);
        using ZLibStream zlib = new(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using MemoryStream raw = new();
        zlib.CopyTo(raw);
        byte[][] rows = [.. raw.ToArray().Chunk(1 + width * channels)];
        Assert.All(rows, row => Assert.Equal(0, row[0]));
        Assert.Equal(pixels, rows.SelectMany(row => row.Skip(1)));
    }

    [Fact]
    public void Write_EndChunk_HasItsPublishedChecksum() =>
        Assert.Equal([0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82], Write(new byte[4], 2, 2)[^12..]);

    [Fact]
    public void Write_WrongNumberOfBytes_SaysWhatItExpected() => Assert.Contains("A 2 x 2 image has 4 or 12 bytes, got 5",
        Assert.Throws<ArgumentException>(() => Write(new byte[5], 2, 2)).Message);

    private static byte[] Write(byte[] pixels, int width, int height)
    {
        using TemporaryFolder folder = new();
        Png.Write(folder.At("a.png"), pixels, width, height);
        return File.ReadAllBytes(folder.At("a.png"));
    }

    private static Dictionary<string, byte[]> Chunks(byte[] png)
    {
        Dictionary<string, byte[]> chunks = [];
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks[Encoding.ASCII.GetString(png, at + 4, 4)] = png[(at + 8)..(at + 8 + length)];
            at += 12 + length;
        }

        return chunks;
    }
}
