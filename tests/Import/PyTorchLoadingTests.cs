using Audit.Formats;
using Audit.Import;
using Audit.Networks.Graphs;

namespace Audit.Tests.Import;

/// <summary>Checkpoints that PyTorch wrote give the logits that PyTorch computed.</summary>
public class PyTorchLoadingTests
{
    [TorchTheory]
    [InlineData("smoothing20.pth.tar", "smoothing20", "cifar-resnet20")]
    [InlineData("smoothing20-legacy.pth.tar", "smoothing20", "cifar-resnet20")]
    [InlineData("smoothing20-parallel.pth.tar", "smoothing20", "cifar-resnet20")]
    [InlineData("extras.pth", "smoothing20", "cifar-resnet20")]
    [InlineData("extras-legacy.pth", "smoothing20", "cifar-resnet20")]
    [InlineData("smoothing110.pth.tar", "smoothing110", "cifar-resnet110")]
    public void Load_LocuslabSmoothing_IsReadAsItIs(string file, string golden, string arch)
    {
        var model = Load(file, golden);
        Assert.Equal((arch, 10, new ImageShape(3, 32, 32)), (model.Architecture, model.Graph!.Classes, model.Graph.InputShape));
        var normalize = Assert.IsType<Normalize>(model.Graph.Nodes[1].Op);
        Assert.Equal([.4914f, .4822f, .4465f], normalize.Mean.data<float>().ToArray());
        Assert.Equal([.2023f, .1994f, .2010f], normalize.Std.data<float>().ToArray());
        Assert.DoesNotContain(model.Warnings, w => w.Contains("normalisation"));
    }

    [TorchTheory]
    [InlineData("chain.pth", "chain")]
    [InlineData("module.pth", "chain")]
    [InlineData("module-legacy.pth", "chain")]
    public void Load_Chain_IsDeducedWithoutReluWhereTheNumbersLeaveNoRoom(string file, string golden)
    {
        var model = Load(file, golden);
        Assert.Equal("conv 4 3x3 s1 p1; relu; conv 8 3x3 s1 p1; relu; conv 8 4x4 s4 p0; relu; flatten; fc 64; fc 10",
            model.Architecture);
        Assert.Contains(model.Warnings, w => w.Contains("deduced from names and shapes"));
        Assert.Contains(model.Warnings, w => w.Contains("no normalisation was found"));
    }

    [TorchTheory]
    [InlineData("half.pth", "half")]
    [InlineData("bfloat16-legacy.pth", "bfloat16-legacy")]
    [InlineData("views.pth", "views")]
    [InlineData("views-legacy.pth", "views")]
    public void Load_OtherTypesAndViews_AreTheSameNumbers(string file, string golden) => Load(file, golden);

    [TorchFact]
    public void Load_WrongArchitecture_NamesTheFirstTensorThatDoesNotFit()
    {
        string path = TorchOracle.File("smoothing20.pth.tar");
        var e = Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path, new LoadOptions { Arch = "cifar-resnet32" }));
        Assert.StartsWith($"{path}: tensor 'layer1.3.conv1.weight' is missing", e.Message);
    }

    [TorchFact]
    public void Load_GoldenOfAnotherFunction_IsRefused()
    {
        string path = TorchOracle.File("views.pth");
        var e = Assert.Throws<ModelFormatException>(() => ModelLoader.Load(path,
            new LoadOptions { Golden = TorchOracle.File("half.npz") }));
        Assert.Contains("another function", e.Message);
    }

    [TorchTheory]
    [Trait("Category", "Long")]
    [InlineData("smoothing50.pth.tar", "smoothing50", "resnet50")]
    [InlineData("resnet18.pth", "resnet18", "resnet18")]
    [InlineData("resnet34.pth", "resnet34", "resnet34")]
    [InlineData("cifar-resnet18.pth", "cifar-resnet18", "cifar-resnet18")]
    [InlineData("preact-resnet18.pth", "preact-resnet18", "preact-resnet18")]
    [InlineData("wideresnet28-10.pth", "wideresnet28-10", "wideresnet28-10")]
    [InlineData("cifar-vgg11.pth", "cifar-vgg11", "cifar-vgg11")]
    public void Load_LargeNetworks_AreGuessedAndAgree(string file, string golden, string arch)
    {
        var model = ModelLoader.Load(TorchOracle.LargeFile(file),
            new LoadOptions { Golden = TorchOracle.LargeFile($"{golden}.npz") });
        Assert.Equal(arch, model.Architecture);
        Assert.InRange(model.Golden!.Largest / Math.Max(1, model.Golden.Magnitude), 0, 1e-4);
    }

    private static LoadedModel Load(string file, string golden)
    {
        var model = ModelLoader.Load(TorchOracle.File(file), new LoadOptions { Golden = TorchOracle.File($"{golden}.npz") });
        Assert.InRange(model.Golden!.Largest / Math.Max(1, model.Golden.Magnitude), 0, 2e-5);
        return model;
    }
}
