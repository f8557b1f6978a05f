using Audit.Import.Onnx;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Noise;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Fuzz;

/// <summary>ONNX: damaged as messages (numbers, names, sizes, order), as protobuf's wire format (tags, varints, lengths), and as
/// bytes. What is read is run, where it is small.</summary>
internal sealed class OnnxFuzz : IFuzzFormat
{
    private static readonly byte[][] Files = [.. OnnxSeeds.All()];

    public string Name => "onnx";

    public void Write(string folder, Draws draws)
    {
        // The last one is larger and takes a small share.
        byte[] file = draws.Once(50) ? Files[^1] : Files[draws.Below(Files.Length - 1)];
        var rng = new Rng((ulong)draws.Below(int.MaxValue)).Derive("onnx");
        byte[] damaged = draws.Below(5) switch
        {
            0 => Mutation.Apply(file, rng),
            1 => WireScript.Damage(file, draws),
            2 => WireScript.Damage(MessageMutation.Apply(file, rng), draws),
            _ => MessageMutation.Apply(file, rng),
        };
        File.WriteAllBytes(Path.Combine(folder, "m.onnx"), damaged);
    }

    public void Read(string folder)
    {
        var graph = OnnxImporter.Import(Path.Combine(folder, "m.onnx")).Graph;
        if (graph.Nodes.Count > 1000 || Shapes.Run(graph).Max(Sizes.Elements) > 1 << 16)
            return;
        using var guard = no_grad();
        Assert.Equal([2L, graph.Classes], Forward.Run(graph, zeros(graph.InputShape.Batch(2))).shape);
    }
}
