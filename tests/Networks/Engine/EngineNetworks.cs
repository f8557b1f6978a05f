using Audit.Networks.Architectures;
using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Engine;

/// <summary>Networks and images for the engine's tests, made by rule.</summary>
internal static class EngineNetworks
{
    /// <summary>A known network whose batch norms have statistics of their own, behind a normalisation.</summary>
    public static Graph Known(string name)
    {
        var input = Architecture.Networks.Single(n => n.Name == name).Usual;
        float[] channels = [.. Enumerable.Range(0, input.Channels).Select(c => 0.3f + 0.1f * c)];
        var graph = Architecture.Build(new ArchitectureSpec(name, input, 10, new Normalization(channels, channels)),
            new Initializer(new Rng(4)));
        int at = 0;
        Tensor Draw(BatchNorm b, double offset) => Uniform(at++, b.Weight.numel()) + offset;
        return graph.Map(node => node.Op is BatchNorm b
            ? b with { RunningMean = Draw(b, -0.5), RunningVar = Draw(b, 0.5), Weight = Draw(b, 0.5), Bias = Draw(b, -0.5) }
            : node.Op);
    }

    /// <summary>Ops one after the other, each reading the one before; then flattened.</summary>
    public static Graph Chain(ImageShape input, int classes, params Op[] ops)
    {
        var nodes = new List<Node> { new("input", new Input(), []) };
        foreach (var op in ops)
            nodes.Add(new Node($"op{nodes.Count}", op, [nodes.Count - 1]));
        nodes.Add(new Node("flatten", new Flatten(), [nodes.Count - 1]));
        return new Graph(nodes, input, classes);
    }

    public static Conv2d Conv(int seed, long inputs, long outputs, long kernel, long stride = 1, long padding = 0,
        long dilation = 1, long groups = 1) => new(
        Uniform(seed, outputs, inputs / groups, kernel, kernel) - 0.5, Uniform(seed + 1, outputs) - 0.5, [stride, stride],
            [padding, padding], [dilation, dilation], groups);

    /// <summary>[shape] in [0,1).</summary>
    public static Tensor Uniform(int seed, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (p, s) => p * s)];
        UniformNoise.Fill(values, new Rng(17), new NoiseAddress(NoiseStream.Start, seed, 0));
        return tensor(values, shape);
    }

    public static CompiledClassifier Compiled(Graph graph, Precision precision = Precision.Float32) =>
        CompiledClassifier.TryCreate(graph, precision, out string? why) ?? throw new InvalidOperationException(why);

    /// <summary>Largest difference over largest expected value.</summary>
    public static double Difference(Tensor expected, Tensor actual) => ((expected - actual).abs().max() / expected.abs().max())
        .ToDouble();
}
