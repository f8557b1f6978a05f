using Audit.Bounds;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Lower bounds on the margins of a class over an L-infinity ball, differentiable in the image: what the attack climbs.</summary>
/// <remarks>In float32 by default, whatever the certificates are computed in: an attack may err, its referee may not.</remarks>
public sealed class MarginBounds
{
    private readonly Graph graph;
    private readonly BoundKind kind;
    private readonly double epsilon;
    private readonly bool clip;
    private readonly ScalarType type;

    /// <param name="network">The network, normalisation included.</param>
    /// <param name="kind">Which bound.</param>
    /// <param name="epsilon">Radius of the ball, pixel units.</param>
    /// <param name="clip">Cuts the ball to [0,1].</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">Element type of images and bounds.</param>
    public MarginBounds(Graph network, BoundKind kind, double epsilon, bool clip, Device? device = null, ScalarType type = ScalarType.Float32)
    {
        (this.kind, this.epsilon, this.clip, this.type) = (kind, epsilon, clip, type);
        Device = device ?? CPU;
        graph = BoundGraph.Of(network, type, Device);
    }

    /// <summary>Where images must be.</summary>
    public Device Device { get; }

    /// <summary>Shape of one image, pixel units.</summary>
    public ImageShape InputShape => graph.InputShape;

    /// <summary>Number of classes.</summary>
    public int Classes => graph.Classes;

    /// <summary>Logits of images [N,C,H,W]: [N,classes].</summary>
    public Tensor Logits(Tensor x) => Forward.Run(graph, x);

    /// <summary>Length of a pixel unit in the network's own normalisation, [1,C,1,1]: standard deviations, or ones without a normalisation.</summary>
    public Tensor Unit() => graph.Nodes.Select(n => n.Op).OfType<Normalize>().FirstOrDefault() is { } normalize
        ? normalize.Std.reshape(1, -1, 1, 1) : ones([1, InputShape.Channels, 1, 1], type, Device);

    /// <summary>The rows whose bounds are a class's margins over all classes, its own (0) included; [N,classes,classes].</summary>
    /// <param name="targets">Classes, [N], int64.</param>
    public Tensor Rows(Tensor targets)
    {
        using var like = empty([0], type, Device);
        return Specification.MarginsWithOwn(targets, Classes, like);
    }

    /// <summary>Lower bounds of the rows over the ball around each image.</summary>
    /// <param name="x">Images, [N,C,H,W].</param>
    /// <param name="rows">Of <see cref="Rows"/>.</param>
    /// <returns>[N,classes].</returns>
    public Tensor Lower(Tensor x, Tensor rows)
    {
        using var scope = NewDisposeScope();
        var region = InputRegion.Linf(x, InputRegion.Sizes([epsilon], x), clip);
        var interval = Intervals.Run(graph, region, rows).Lower;
        var lower = kind == BoundKind.Ibp ? interval : Crown.Lower(graph, region, rows, Intervals.Values(graph, region)).maximum(interval);
        return lower.MoveToOuterDisposeScope();
    }
}
