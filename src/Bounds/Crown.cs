using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Bounds rows of numbers times a value of the network by lines in the input, read backwards from that value to the
/// image.</summary>
/// <remarks>
/// Source: Zhang et al. 2018 (CROWN, arXiv:1811.00866), theorem 3.2; with <see cref="Intervals.Values"/> as bounds between the
/// layers, the backward pass of CROWN-IBP (Zhang et al. 2020, arXiv:1906.06316); with <see cref="LowerSlope.Parallel"/>, Fast-Lin
/// (Weng et al. 2018). Differentiable in the region, the bounds and the weights where gradients are on.
/// Differs: a ball clipped to [0,1] gives the better of what the ball and its box give.
/// </remarks>
public static class Crown
{
    internal const string Name = "Crown";

    /// <summary>Lower bounds of a specification's rows over the logits, [N,K].</summary>
    /// <param name="graph">The network; weights, region and bounds have one element type.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="specification">Rows [N,K,classes], such as <see cref="Specification.Margins"/>.</param>
    /// <param name="values">Bounds of every node that a nonlinear op reads, by index; of all nodes where rounding is
    /// counted.</param>
    /// <param name="options">Slopes and memory.</param>
    /// <param name="rounding">Encloses rounding errors too; network, region and bounds must be float64 and rounded
    /// themselves.</param>
    /// <exception cref="UnsupportedOpException">The network holds an op without a rule here.</exception>
    public static Tensor Lower(Graph graph, InputRegion region, Tensor specification, IReadOnlyList<Interval?> values,
        CrownOptions? options = null, Rounding? rounding = null)
    {
        using var scope = NewDisposeScope();
        options ??= new CrownOptions();
        var pass = new CrownPass(graph, region, values, options, rounding);
        int rows = CrownMemory.Rows(graph, specification.shape[0], region.Centre.dtype, options);
        var parts = specification.split(rows, 1).Select(part => pass.Lower(graph.Nodes.Count - 1, part)).ToArray();
        return (parts.Length == 1 ? parts[0] : cat(parts, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Bounds of every node, as <see cref="Intervals.Values"/>, where those that a nonlinear op reads come from backward
    /// passes of their own: what CROWN, as against CROWN-IBP, needs between the layers.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="options">Slopes, whether to intersect with intervals, and memory.</param>
    /// <param name="rounding">Encloses rounding errors too.</param>
    public static IReadOnlyList<Interval> Values(Graph graph, InputRegion region, CrownOptions? options = null,
        Rounding? rounding = null)
    {
        using var scope = NewDisposeScope();
        return [.. new CrownValues(graph, region, options ?? new CrownOptions(), rounding).Run()
            .Select(v => v.MoveToOuterDisposeScope())];
    }
}
