using Audit.Models.Graphs;
using Audit.Models.Interpreters.Bounds;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>The bound that an attack climbs: lower bounds of a class's margins over an L-infinity ball, differentiable in the image.</summary>
/// <param name="Graph">The network, batch norms folded, without gradients of its own.</param>
/// <param name="Epsilon">Radius, pixel units.</param>
/// <param name="IsCrown">CROWN-IBP joined with interval bounds; else interval bounds alone.</param>
/// <param name="IsClipped">Whether the ball is cut to [0,1].</param>
public sealed record MarginBound(Graph Graph, double Epsilon, bool IsCrown, bool IsClipped)
{
    /// <summary>Number of logits.</summary>
    public int Classes => Graph.Classes;

    /// <summary>Logit of each image's class minus each logit, itself included (0), [N,classes].</summary>
    /// <param name="images">[N,C,H,W].</param>
    /// <param name="classes">[N].</param>
    public Tensor Lower(Tensor images, Tensor classes)
    {
        using var scope = NewDisposeScope();
        var rows = Specification.MarginsWithOwn(classes, Classes, images);
        var region = InputRegion.Linf(images, Epsilon, IsClipped);
        var margins = Intervals.Run(Graph, region, rows).Lower;
        if (IsCrown)
            margins = margins.maximum(Crown.Lower(Graph, region, rows, Intervals.Values(Graph, region)));
        return margins.MoveToOuterDisposeScope();
    }
}
