using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Lower bounds on margins over regions around images, by one method: what certify compares with 0, spoof climbs and
/// train raises.</summary>
/// <remarks>Differentiable in the region and in the network's weights where gradients are on.</remarks>
/// <param name="Graph">The network, <see cref="BoundGraph"/>'s or one in training.</param>
/// <param name="Method">How far it is bounded.</param>
public sealed record MarginBounds(Graph Graph, BoundMethod Method)
{
    /// <summary>Choices of the backward passes.</summary>
    public CrownOptions Backward { get; init; } = new();

    /// <summary>Choices of <see cref="BoundMethod.AlphaCrown"/>.</summary>
    public AlphaOptions Alpha { get; init; } = new();

    /// <summary>Encloses rounding errors too; null does not.</summary>
    public Rounding? Rounding { get; init; }

    /// <summary>The interval bound of each row, [N,K].</summary>
    /// <param name="region">The inputs.</param>
    /// <param name="rows">Margins to bound, [N,K,classes], such as <see cref="Specification"/>'s.</param>
    public Tensor Interval(InputRegion region, Tensor rows)
    {
        using var scope = NewDisposeScope();
        return Intervals.Run(Graph, region, rows, Rounding).Lower.MoveToOuterDisposeScope();
    }

    /// <summary>The method's own bound of each row by backward passes, [N,K]; not intersected with the interval bound.</summary>
    /// <inheritdoc cref="Interval"/>
    public Tensor Linear(InputRegion region, Tensor rows)
    {
        using var scope = NewDisposeScope();
        return Crown.Lower(Graph, region, rows, Between(region), Backward, Rounding).MoveToOuterDisposeScope();
    }

    /// <summary>The best of all that the method computes, row by row, [N,K].</summary>
    /// <inheritdoc cref="Interval"/>
    public Tensor Lower(InputRegion region, Tensor rows)
    {
        using var scope = NewDisposeScope();
        return Each(region, rows).Select(bound => bound.Lower).Aggregate((best, next) => next.maximum(best))
            .MoveToOuterDisposeScope();
    }

    /// <summary>All that the method computes, by name, the interval bound first.</summary>
    /// <inheritdoc cref="Interval"/>
    public IReadOnlyList<(string Name, Tensor Lower)> Each(InputRegion region, Tensor rows)
    {
        using var scope = NewDisposeScope();
        List<(string Name, Tensor Lower)> found = [(BoundMethod.Ibp.Name(), Interval(region, rows))];
        if (Method != BoundMethod.Ibp)
        {
            var between = Between(region);
            string name = Method == BoundMethod.AlphaCrown ? BoundMethod.Crown.Name() : Method.Name();
            found.Add((name, Crown.Lower(Graph, region, rows, between, Backward, Rounding)));
            if (Method == BoundMethod.AlphaCrown)
                found.Add((Method.Name(), AlphaCrown.Lower(Graph, region, rows, between, Backward, Alpha, Rounding)));
        }
        return [.. found.Select(bound => (bound.Name, bound.Lower.MoveToOuterDisposeScope()))];
    }

    /// <summary>Bounds between the layers.</summary>
    private IReadOnlyList<Interval> Between(InputRegion region) =>
        Method == BoundMethod.CrownIbp ? Intervals.Values(Graph, region, Rounding)
            : Crown.Values(Graph, region, Backward, Rounding);
}
