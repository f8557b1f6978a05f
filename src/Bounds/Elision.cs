using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>The specification's rows folded into the last layer: margins are bounded as such, not as differences of
/// bounds.</summary>
/// <remarks>Source: Gowal et al. 2018, section 3.2 ("elision of the last layer").</remarks>
internal static class Elision
{
    /// <summary>The node that the folded layer reads: the input of a last linear layer, else the logits themselves.</summary>
    public static int Source(Graph graph) => graph.Nodes[^1] is { Op: Linear } last ? last.Inputs[0] : graph.Nodes.Count - 1;

    /// <summary>Bounds of the rows [N,K].</summary>
    /// <param name="walk">Done up to <see cref="Source"/>.</param>
    public static Interval Bound(IntervalWalk walk, Tensor specification)
    {
        int source = Source(walk.Graph);
        var rows = Rows(walk.Graph, specification);
        var bound = walk.Affine(walk[source], rows);
        return walk.BallAt(source) is { } ball ? bound.Intersect(ball.Bound(rows, walk.Rounding)) : bound;
    }

    /// <summary>C W x + C b for each image's own C; for a network that ends otherwise, C x.</summary>
    private static AffineMap Rows(Graph graph, Tensor c)
    {
        long classes = c.shape[2];
        if (graph.Nodes[^1].Op is not Linear layer)
            return new(x => Product(c, x), x => Product(c.abs(), x), x => Product(c.square(), x), null, classes);
        var w = c.Times(layer.Weight);
        var b = layer.Bias is { } bias ? c.Times(bias) : null;
        // Errors of C W itself are relative to |C||W|, which differences of rows can be far below.
        return new(x => b is null ? Product(w, x) : Product(w, x) + b, x => Product(w.abs(), x), x => Product(w.square(), x),
            layer.Bias is { } t ? c.abs().Times(t.abs()) : null, layer.Weight.shape[1] + classes)
        {
            Sizes = x => Product(c.abs().Times(layer.Weight.abs()), x),
        };
    }

    private static Tensor Product(Tensor rows, Tensor x) => rows.Times(x.unsqueeze(2)).squeeze(2);
}
