using Audit.Formats;
using Audit.Import;
using Audit.Inputs;
using Audit.Tests.Import.Onnx;
using Google.Protobuf;

namespace Audit.Tests.Import;

/// <summary>A small file cannot take much memory: what it would need is known from shapes, and refused before anything
/// runs.</summary>
public class MemoryTests
{
    /// <summary>Some 300 bytes; 64 images would take 16 GiB.</summary>
    private static byte[] Large => new OnnxFile().Input(0, 1, 8, 8).Reals("scales", [4], 1, 1, 1024, 1024).Reals("none", [0])
        .Node("Resize", "x none scales", "r", ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"),
        ("nearest_mode", "floor"))
        .Node("Relu", "r", "s").Node("GlobalAveragePool", "s", "g").Node("Flatten", "g", "y").Model.ToByteArray();

    [Fact]
    public void Load_SmallFileOfLargeValues_NamesTheNode()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("net.onnx", Large);
        Assert.Equal($"{path}: 64 images at once need 32 GiB of memory for values between layers, 1 GiB are allowed; the "
            + $"largest is node 'Resize_0' (UpsampleNearest), 1x8192x8192 per image (--memory allows more)",
            Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path, new LoadOptions { Memory = 1 << 30 })).Message);
        var model = ModelLoader.Load(path, new LoadOptions { Memory = 1L << 36 });
        Assert.StartsWith($"{path}: 2000 images at once need",
            Assert.Throws<ModelFormatException>(() => model.ExpectMemory(2000, gradients: true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FoldingBeyondTheLimit_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var file = new OnnxFile().Input(0, 1, 8, 8).Integers("shape", 1, 64, 1024, 64).Node("ConstantOfShape", "shape", "c")
            .Node("Add", "x c", "y");
        string path = folder.Write("net.onnx", file.Model.ToByteArray());
        Assert.Equal($"{path}: its constants need more memory than the 1048576 bytes that are allowed (--memory allows more)",
            Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path, new LoadOptions { Memory = 1 << 20 })).Message);
    }

    [Fact]
    public void Inspect_SmallFileOfLargeValues_IsRefusedInOneLine()
    {
        using var folder = new TemporaryFolder();
        var (status, output, error) = AuditProcess.Run("inspect", folder.Write("net.onnx", Large), "--memory", "2G");
        Assert.Equal((2, ""), (status, output));
        Assert.EndsWith("need 32 GiB of memory for values between layers, 2 GiB are allowed; the largest is node 'Resize_0' "
            + "(UpsampleNearest), 1x8192x8192 per image (--memory allows more)\n", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("8G", 8L << 30)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("500MB", 500L << 20)]
    [InlineData("2k", 2048)]
    [InlineData("8", 0)]
    [InlineData("-1G", 0)]
    [InlineData("0M", 0)]
    [InlineData("G", 0)]
    [InlineData("1e30T", 0)]
    [InlineData("", 0)]
    public void ByteSize_IsANumberAndAUnit(string text, long bytes) =>
        Assert.Equal((bytes > 0, bytes), (ByteSize.TryParse(text, out long size), size));
}
