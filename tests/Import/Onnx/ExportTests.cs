using Audit.Import.Onnx;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Onnx;

/// <summary>A graph written as ONNX and read again is the same function.</summary>
public class ExportTests
{
    public static TheoryData<string> Networks => [.. RealNetworks.Names];

    [SharedTheory(RealNetworks.Folder)]
    [MemberData(nameof(Networks))]
    public void Export_OfImportedNetwork_IsTheSameFunction(string name) =>
        RoundTrip(OnnxImporter.Import(RealNetworks.Path(name)).Graph);

    [Theory]
    [InlineData("cifar-resnet20", 3, 32)]
    [InlineData("lenet", 1, 28)]
    [InlineData("cnn-small", 1, 28)]
    public void Export_OfOurArchitecture_IsTheSameFunctionWithTheSameNames(string name, int channels, int size)
    {
        using var scope = NewDisposeScope();
        var normalization = new Normalization([.. Enumerable.Repeat(0.45f, channels)], [.. Enumerable.Repeat(0.22f, channels)]);
        var spec = new ArchitectureSpec(name, new ImageShape(channels, size, size), 10, normalization);
        var graph = Architecture.Build(spec, new Initializer(new Rng(7)));
        // Statistics of a fresh network are 0 and 1, which would hide a swap.
        foreach (var (_, statistic) in graph.Tensors.Where(t => t.Name.Contains("running") || t.Name.Contains("bn")))
            statistic.copy_(tensor(Loops.Numbers(statistic.numel())).abs() + 0.5);
        var back = RoundTrip(graph);
        Assert.Equal(graph.Tensors.Select(t => t.Name).Order(), back.Tensors.Select(t => t.Name).Order());
    }

    [Fact]
    public void Export_OfEveryOp_IsTheSameFunction() => RoundTrip(EveryOp.Graph());

    [Fact]
    public void Export_OfAnUnknownOp_SaysWhich()
    {
        var graph = new Graph([new Node("input", new Input(), []), new Node("odd", new Unknown(), [0])], new ImageShape(1, 2, 2),
            4);
        using var folder = new TemporaryFolder();
        Assert.Equal("ONNX export has no rule for Unknown at node 1 (odd)",
            Assert.Throws<UnsupportedOpException>(() => OnnxExporter.Export(graph, folder.At("x.onnx"))).Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static Graph RoundTrip(Graph graph)
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("network.onnx");
        OnnxExporter.Export(graph, path);
        var model = OnnxImporter.Import(path);
        Assert.Equal(["N", $"{graph.InputShape.Channels}", $"{graph.InputShape.Height}", $"{graph.InputShape.Width}"],
            model.Facts.InputShape);
        Assert.Equal((graph.InputShape, graph.Classes), (model.Graph.InputShape, model.Graph.Classes));
        float[] x = [.. Loops.Numbers(3 * graph.InputShape.Elements).Select(v => (v + 1) / 2)];
        Loops.Equal(OnnxFile.Run(graph, x), OnnxFile.Run(model.Graph, x));
        return model.Graph;
    }

    private sealed record Unknown : Op;
}
