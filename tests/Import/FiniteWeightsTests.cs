using Audit.Formats;
using Audit.Import;
using Audit.Import.Checkpoints;
using Audit.Tests.Import.Onnx;
using Google.Protobuf;
using static TorchSharp.torch;

namespace Audit.Tests.Import;

/// <summary>Weights that are no numbers, or become none when layers are made ready, are refused by name; allowed, they never
/// certify.</summary>
public class FiniteWeightsTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Load_SafeTensorsWithAPlantedNumber_NamesTheTensor(float planted)
    {
        using var folder = new TemporaryFolder();
        var weight = ones([10, 784]);
        weight.reshape(-1).narrow(0, 17, 2).fill_(planted);
        string path = folder.At("a.safetensors");
        new TensorFile([("1.weight", weight), ("1.bias", zeros([10]))], new Dictionary<string, string>()).Write(path);
        Assert.Equal($"{path}: tensor '1.weight' holds NaN or infinity in 2 of its 7840 numbers: expected finite numbers; "
            + $"--allow-non-finite uses it as it is, and certificates abstain where logits are not finite",
            Refused(path));
        var model = ModelLoader.Load(path, new LoadOptions { AllowNonFinite = true });
        Assert.Contains("tensor '1.weight' holds NaN or infinity in 2 of its 7840 numbers", model.Warnings);
        using var scope = NewDisposeScope();
        Assert.False(model.Classifier().Logits(full([1, 1, 28, 28], 0.5)).isfinite().all().ToBoolean());
    }

    /// <summary>Each of them was loaded without a word.</summary>
    [Theory]
    [InlineData("epsilon", "BatchNorm 'bn' has epsilon NaN")]
    [InlineData("variance", "tensor 'bn.running_var' holds -0.3 in channel 1, which with epsilon 1E-05 is no variance")]
    [InlineData("variance and epsilon 0", "tensor 'bn.running_var' holds 0 in channel 1, which with epsilon 0 is no variance")]
    [InlineData("scale", "tensor 'bn.weight' holds NaN or infinity in 1 of its 2 numbers")]
    [InlineData("folded", "tensor 'conv.weight' overflows when the batch norm after it is folded in")]
    public void Load_OnnxWhoseBatchNormIsNoNumber_SaysWhere(string kind, string problem)
    {
        using var folder = new TemporaryFolder();
        var file = new OnnxFile().Input(0, 1, 4, 4)
            .Reals("conv.weight", [2, 1, 1, 1], kind == "folded" ? 1e30f : 1, 1)
            .Reals("bn.weight", [2], kind == "folded" ? 1e20f : 1, kind == "scale" ? float.NaN : 1).Reals("bn.bias", [2], 0, 0)
            .Reals("bn.running_mean", [2], 0, 0)
            .Reals("bn.running_var", [2], 1, kind switch { "variance" => -0.3f, "variance and epsilon 0" => 0, _ => 1 })
            .Node("Conv", "x conv.weight", "c").Node("BatchNormalization", "c bn.weight bn.bias bn.running_mean bn.running_var",
            "b",
                ("epsilon", kind switch { "epsilon" => float.NaN, "variance and epsilon 0" => 0f, _ => 1e-5f }))
            .Node("GlobalAveragePool", "b", "g").Node("Flatten", "g", "y");
        string path = folder.Write("net.onnx", file.Model.ToByteArray());
        Assert.StartsWith($"{path}: {problem}: expected finite numbers", Refused(path));
        Assert.Contains(problem, ModelLoader.Load(path, new LoadOptions { AllowNonFinite = true }).Warnings);
    }

    /// <summary>What is minus infinity by design stays allowed: padding before a maximum pool, an open end of a clip.</summary>
    [Fact]
    public void Load_OnnxWithOpenEnds_IsRead()
    {
        using var folder = new TemporaryFolder();
        var file = new OnnxFile().Input(0, 1, 4, 4).Integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
            .Reals("low", [], float.NegativeInfinity)
            .Node("Pad", "x pads low", "p").Node("MaxPool", "p", "m", ("kernel_shape", new long[] { 2, 2 }),
            ("strides", new long[] { 2, 2 })).Node("Clip", "m", "c").Node("Flatten", "c", "y");
        Assert.Equal(9, ModelLoader.Load(folder.Write("net.onnx", file.Model.ToByteArray())).Graph!.Classes);
    }

    [Fact]
    public void Load_StoredStdOfZero_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("a.safetensors");
        new TensorFile([("0.mean", full([1, 1, 1, 1], 0.5)), ("0.std", zeros([1, 1, 1, 1])), ("1.1.weight", ones([10, 784])),
            ("1.1.bias", zeros([10]))], new Dictionary<string, string>()).Write(path);
        Assert.StartsWith($"{path}: tensor 'normalize.std' holds 0 in channel 0", Refused(path));
    }

    [TorchTheory]
    [InlineData("nan.pt")]
    [InlineData("nan-script.pt")]
    public void Load_PyTorchAndTorchScriptWithNaN_AreRefused(string file) =>
        Assert.StartsWith($"{TorchOracle.File(file)}: tensor 'fc.weight' holds NaN or infinity in 1 of its 7840 numbers",
            Refused(TorchOracle.File(file)));

    // Scripts of this test's own: a TorchSharp package runs none that is not trusted.
    private static string Refused(string path) =>
        Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path,
            new LoadOptions { Sandbox = new() { Trust = path.EndsWith("script.pt", StringComparison.Ordinal) } })).Message;
}
