using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>A network made ready for bounds: in one element type, without gradients, and without a softmax at its end.</summary>
/// <remarks>Batch norms are not folded: as diagonal ops they cost no tightness, and folding would round weights.</remarks>
public static class BoundGraph
{
    /// <param name="graph">The network; stays as it is.</param>
    /// <param name="type">float32 or float64. The weights' values are the same in both, but for constants of a file that float32
    /// cannot hold (<see cref="Node.Exact"/>).</param>
    /// <param name="device">Where to compute.</param>
    public static Graph Of(Graph graph, ScalarType type, Device? device = null)
    {
        return Whole(ToLogits(graph), type, device);
    }

    /// <summary>The same of all that the network computes, a softmax at its end included.</summary>
    /// <inheritdoc cref="Of"/>
    public static Graph Whole(Graph graph, ScalarType type, Device? device = null)
    {
        using var guard = no_grad();
        return graph.Map(node => (type == ScalarType.Float64 ? node.Exact ?? node.Op : node.Op)
            .Map(t => t.detach().to(type, device ?? CPU)));
    }

    /// <summary>The first node whose constants not even float64 holds; null where there is none. Nothing sound can be said of a
    /// network that has one.</summary>
    public static Node? Rounded(Graph graph) => graph.Nodes.FirstOrDefault(n => n.IsRounded);

    /// <summary>The network up to its logits: without a softmax at its end.</summary>
    /// <remarks>The order of the classes, and so the sign of every margin, is that of the logits.</remarks>
    public static Graph ToLogits(Graph graph)
    {
        var nodes = graph.Nodes.ToList();
        while (nodes[^1] is { Op: Softmax { Axis: 1 } or LogSoftmax { Axis: 1 } } last && last.Inputs[0] == nodes.Count - 2)
            nodes.RemoveAt(nodes.Count - 1);
        return nodes.Count == graph.Nodes.Count ? graph : new Graph(nodes, graph.InputShape, graph.Classes);
    }

    /// <summary>Whether all numbers of the network are finite. Rules compare and multiply by zero, which hides NaN and
    /// infinities: of a network that holds some, bounds say nothing.</summary>
    public static bool IsFinite(Graph graph)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        return graph.Tensors.All(t => t.Tensor.isfinite().all().ToBoolean());
    }
}
