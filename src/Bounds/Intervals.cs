using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Bounds each value of a network by an interval: affine ops by centre and radius, monotone ops end by end
/// (IBP).</summary>
/// <remarks>
/// Source: Gowal et al. 2018 (arXiv:1810.12715), section 3, with the elision of the last layer. Differentiable in the region's
/// tensors and in the network's weights where gradients are on; batch norm uses its running statistics. Differs: an L2 ball goes
/// through the first layer as a ball, so that its radius there is epsilon times the norm of a row, and is an interval only after
/// it.
/// </remarks>
public static class Intervals
{
    internal const string Name = "Intervals";

    /// <summary>Bounds of the logits, or of a specification's rows.</summary>
    /// <param name="graph">The network; weights and region have one element type.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="specification">Rows [N,K,classes], folded into the last layer where that is linear; null for the logits
    /// themselves.</param>
    /// <param name="rounding">Encloses rounding errors too; the network must then be float64.</param>
    /// <returns>[N,K], or [N,classes].</returns>
    /// <exception cref="UnsupportedOpException">The network holds an op without a rule here.</exception>
    public static Interval Run(Graph graph, InputRegion region, Tensor? specification = null, Rounding? rounding = null)
    {
        using var scope = NewDisposeScope();
        var walk = new IntervalWalk(graph, region, rounding);
        int last = graph.Nodes.Count - 1;
        walk.To(specification is null ? last : Elision.Source(graph), keep: false);
        return (specification is null ? walk[last] : Elision.Bound(walk, specification)).MoveToOuterDisposeScope();
    }

    /// <summary>Bounds of every node's value, in node order: what <see cref="Crown"/> needs between the layers.</summary>
    /// <inheritdoc cref="Run"/>
    public static IReadOnlyList<Interval> Values(Graph graph, InputRegion region, Rounding? rounding = null)
    {
        using var scope = NewDisposeScope();
        var walk = new IntervalWalk(graph, region, rounding);
        walk.To(graph.Nodes.Count - 1, keep: true);
        return [.. Enumerable.Range(0, graph.Nodes.Count).Select(k => walk[k].MoveToOuterDisposeScope())];
    }
}
