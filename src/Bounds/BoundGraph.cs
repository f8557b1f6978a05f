using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>A network made ready for bounds: in one element type, without gradients, and without a softmax at its end.</summary>
/// <remarks>Batch norms are not folded: as diagonal ops they cost no tightness, and folding would round weights.</remarks>
public static class BoundGraph
{
    /// <param name="graph">The network; stays as it is.</param>
    /// <param name="type">float32 or float64. The weights' values are the same in both.</param>
    /// <param name="device">Where to compute.</param>
    public static Graph Of(Graph graph, ScalarType type, Device? device = null)
    {
        using var guard = no_grad();
        var nodes = graph.Nodes.ToList();
        // The order of the classes, and so the sign of every margin, is that of the logits.
        while (nodes[^1] is { Op: Softmax { Axis: 1 } or LogSoftmax { Axis: 1 } } last && last.Inputs[0] == nodes.Count - 2)
            nodes.RemoveAt(nodes.Count - 1);
        return new Graph(nodes, graph.InputShape, graph.Classes).Map(node => With(node.Op, t => t.detach().to(type, device ?? CPU)));
    }

    /// <summary>The op with each of its tensors replaced.</summary>
    private static Op With(Op operation, Func<Tensor, Tensor> map)
    {
        Tensor? Optional(Tensor? t) => t is null ? null : map(t);
        return operation switch
        {
            Normalize op => new Normalize(map(op.Mean), map(op.Std)),
            Conv2d op => op with { Weight = map(op.Weight), Bias = Optional(op.Bias) },
            ConvTranspose2d op => op with { Weight = map(op.Weight), Bias = Optional(op.Bias) },
            Linear op => new Linear(map(op.Weight), Optional(op.Bias)),
            BatchNorm op => op with { Weight = map(op.Weight), Bias = map(op.Bias), RunningMean = map(op.RunningMean), RunningVar = map(op.RunningVar) },
            Scale op => new Scale(map(op.Factor)),
            Shift op => new Shift(map(op.Offset)),
            _ => operation,
        };
    }
}
