using Audit.Bounds;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>Lower bounds of margins over an L-infinity ball clipped to [0,1], differentiable in the weights.</summary>
public static class Margins
{
    /// <param name="graph">The network.</param>
    /// <param name="images">[N,C,H,W].</param>
    /// <param name="labels">[N].</param>
    /// <param name="epsilon">Radius, pixel units.</param>
    /// <param name="beta">Weight of the CROWN-IBP bound; the rest is the interval bound's. Both are lower bounds, so the mean is
    /// one.</param>
    /// <returns>True logit minus each logit, itself included (0), [N,classes].</returns>
    public static Tensor Lower(Graph graph, Tensor images, Tensor labels, double epsilon, double beta)
    {
        using var scope = NewDisposeScope();
        var rows = Specification.MarginsWithOwn(labels, graph.Classes, images);
        var region = InputRegion.Linf(images, epsilon);
        var bounds = new MarginBounds(graph, BoundMethod.CrownIbp);
        var result = beta < 1 ? bounds.Interval(region, rows) : null;
        if (beta > 0)
        {
            var linear = bounds.Linear(region, rows);
            result = result is null ? linear : linear * beta + result * (1 - beta);
        }
        return result!.MoveToOuterDisposeScope();
    }

    /// <summary>The smallest margin to another class, [N]; an image is verified where it is above 0.</summary>
    public static Tensor Smallest(Tensor margins, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var own = arange(margins.size(1)).unsqueeze(0).eq(labels.unsqueeze(1));
        return margins.masked_fill(own, double.PositiveInfinity).amin([1]).MoveToOuterDisposeScope();
    }
}
