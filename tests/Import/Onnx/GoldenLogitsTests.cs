using Audit.Formats.Numpy;
using Audit.Import.Onnx;
using Xunit.Abstractions;

namespace Audit.Tests.Import.Onnx;

/// <summary>Networks that others trained, against the logits that ONNX Runtime gives for them.</summary>
public class GoldenLogitsTests(ITestOutputHelper output)
{
    /// <summary>Single precision, other order of summation.</summary>
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Networks => [.. RealNetworks.Names];

    [SharedTheory(RealNetworks.Folder)]
    [MemberData(nameof(Networks))]
    public void Import_GivesTheLogitsOfOnnxRuntime(string name)
    {
        var model = OnnxImporter.Import(RealNetworks.Path(name));
        var golden = NpzFile.Read(SharedFolder.Find($"models/golden/{name}.npz"));
        float[] expected = golden["y"].ToSingle(), got = OnnxFile.Run(model.Graph, golden["x"].ToSingle());
        Assert.Equal(expected.Length, got.Length);
        double difference = expected.Zip(got, (e, g) => (double)Math.Abs(e - g)).Max(), largest = expected.Max(Math.Abs);
        output.WriteLine($"{name}: largest difference {difference:e2} of logits up to {largest:f2}; "
            + $"{string.Join(' ', model.Graph.Nodes.Select(n => n.Op.Name))}");
        Assert.True(difference <= Tolerance * Math.Max(1, largest), $"largest difference {difference} of logits up to {largest}");
    }

    [SharedTheory(RealNetworks.Folder)]
    [MemberData(nameof(Networks))]
    public void Import_OneImageAtATime_IsTheSame(string name)
    {
        var graph = OnnxImporter.Import(RealNetworks.Path(name)).Graph;
        float[] x = NpzFile.Read(SharedFolder.Find($"models/golden/{name}.npz"))["x"].ToSingle();
        float[] together = OnnxFile.Run(graph, x);
        Loops.Equal([.. x.Chunk(graph.InputShape.Elements).SelectMany(image => OnnxFile.Run(graph, image))], together);
    }

    [SharedFact(RealNetworks.Folder)]
    public void Import_FindsTheNormalization()
    {
        string[] normalized = [.. RealNetworks.Names.Where(n =>
            OnnxImporter.Import(RealNetworks.Path(n)).Graph.Nodes.Any(o => o.Op is Audit.Networks.Graphs.Normalize))];
        Assert.Equal(["citrus_convsmall_8", "convSmallRELU__Point", "mnist_convSmallRELU__Point", "mnistconvSmallRELUDiffAI",
            "mnistconvSmallRELU__PGDK", "sabr_convsmall_1"],
            normalized);
    }
}
