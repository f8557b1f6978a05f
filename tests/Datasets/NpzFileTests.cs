using System.IO.Compression;
using System.Text;
using Audit.Formats;
using Audit.Formats.Numpy;

namespace Audit.Tests.Datasets;

/// <summary>Arrays as numpy writes them, byte for byte, and files that only look like it.</summary>
public class NpzFileTests
{
    [Theory]
    [InlineData("<f4", false, new byte[] { 0, 0, 128, 63, 0, 0, 0, 192 }, new[] { 1.0, -2.0 })]
    [InlineData(">f4", false, new byte[] { 63, 128, 0, 0, 192, 0, 0, 0 }, new[] { 1.0, -2.0 })]
    [InlineData("<f2", false, new byte[] { 0, 60, 0, 192 }, new[] { 1.0, -2.0 })]
    [InlineData("<i2", false, new byte[] { 255, 255, 0, 1 }, new[] { -1.0, 256.0 })]
    [InlineData("|u1", true, new byte[] { 255, 7 }, new[] { 255.0, 7.0 })]
    [InlineData("<i8", true, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255 }, new[] { 1.0, -1.0 })]
    [InlineData("|b1", false, new byte[] { 1, 0 }, new[] { 1.0, 0.0 })]
    public void Read_OfEachType_GivesItsNumbers(string type, bool compressed, byte[] data, double[] expected)
    {
        using var folder = new TemporaryFolder();
        var array = NpzFile.Read(Write(folder, compressed, ("a.npy", Array(type, "(2,)", data))))["a"];
        Assert.Equal(expected, array.ToDouble());
        Assert.Equal([2L], array.Shape);
        if (array.Kind == 'f')
            Assert.Throws<InvalidOperationException>(() => array.ToInt64());
        else
            Assert.Equal(expected.Select(v => (long)v), array.ToInt64());
    }

    [Fact]
    public void Read_OfColumnMajorOrder_IsRowMajor()
    {
        using var folder = new TemporaryFolder();
        // [[0,1,2],[3,4,5]] column by column.
        var array = NpzFile.Read(Write(folder, false, ("a.npy", Array("|u1", "(2, 3)", [0, 3, 1, 4, 2, 5], columnMajor: true))))[
            "a"];
        Assert.Equal([0L, 1, 2, 3, 4, 5], array.ToInt64());
        Assert.Equal([2L, 3], array.Shape);
    }

    [Fact]
    public void Read_OfNamedArrays_LeavesTheOthers()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, false, ("a.npy", Array("|u1", "()", [5])), ("b.npy", Array("|O", "(2,)", [1, 2])));
        var file = NpzFile.Read(path, "a");
        Assert.Equal([5L], file["a"].ToInt64());
        Assert.StartsWith($"{path}: array 'b' is missing", Assert.Throws<DataFormatException>(() => file["b"]).Message);
    }

    [Theory]
    [InlineData("|O", "(2,)", "no array of plain numbers")]
    [InlineData("<U8", "(2,)", "no array of plain numbers")]
    [InlineData("<f4", "(3,)", "needs 12 bytes, it has 2")]
    [InlineData("|u1", "(1,)", "needs 1 bytes, it has 2")]
    [InlineData("|u1", "(9223372036854775807, 9223372036854775807)", "too many")]
    [InlineData("|u1", "(99999999999999999999,)", "has a size of")]
    [InlineData("|u1", "(-1,)", "no fortran_order or shape")]
    [InlineData("|u1", "(2,), 'shape': __import__('os')", null)]
    public void Read_OfAHeaderThatDoesNotFit_IsRefused(string type, string shape, string? part)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, false, ("a.npy", Array(type, shape, [1, 2])));
        if (part is null)
            Assert.Equal([1L, 2], NpzFile.Read(path)["a"].ToInt64());
        else
            Assert.Contains(part, Assert.Throws<DataFormatException>(() => NpzFile.Read(path)).Message);
    }

    [Fact]
    public void Read_OfOtherFiles_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("zip", Assert.Throws<DataFormatException>(() => NpzFile.Read(folder.Write("x", [1, 2, 3]))).Message);
        Assert.Contains("magic", Assert.Throws<DataFormatException>(() =>
            NpzFile.Read(Write(folder, false, ("a.npy", new byte[40])))).Message);
        Assert.Contains("not a numpy array", Assert.Throws<DataFormatException>(() =>
            NpzFile.Read(Write(folder, false, ("a.txt", new byte[40])))).Message);
        Assert.Throws<DataFormatException>(() => NpzFile.Read(Write(folder, false, ("a.npy", [0x93, .. "NUMPY"u8]))));
    }

    [Fact]
    public void EveryPrefixOfAFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Write(folder, true, ("a.npy", Array("|u1", "(100,)", new byte[100]))));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<DataFormatException>(() => NpzFile.Read(folder.Write("cut", bytes[..length])));
    }

    [Fact]
    public void Read_OfAnEntryThatClaimsMoreThanItHolds_IsRefusedWithoutTheMemory()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Write(folder, true, ("a.npy", Array("|u1", "(2000000000,)", new byte[100]))));
        // The uncompressed size in the central directory, which the reader goes by, 24 bytes after its signature.
        int directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.GetBytes(2_000_000_128).CopyTo(bytes, directory + 24);
        string path = folder.Write("bomb", bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("claims", Assert.Throws<DataFormatException>(() => NpzFile.Read(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte[] Array(string type, string shape, byte[] data, bool columnMajor = false)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {(columnMajor ? "True" : "False")}, 'shape': {shape}, "
            + $"}}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.Latin1.GetBytes(header),
            .. data];
    }

    private static string Write(TemporaryFolder folder, bool compressed, params (string Name, byte[] Content)[] entries)
    {
        string path = folder.At($"{Directory.GetFiles(folder.Path).Length}.npz");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = zip.CreateEntry(name, compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression)
                .Open();
            stream.Write(content);
        }
        return path;
    }
}
