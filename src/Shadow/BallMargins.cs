using Audit.Bounds;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Lower bounds on the margins of a class over an L-infinity ball around an image, differentiable in that image: what
/// the attack climbs.</summary>
public sealed class BallMargins
{
    private readonly MarginBounds bounds;
    private readonly double epsilon;
    private readonly bool clip;
    private readonly ScalarType type;

    /// <param name="network">The network, normalisation included.</param>
    /// <param name="method">Which bound.</param>
    /// <param name="epsilon">Radius of the ball, pixel units.</param>
    /// <param name="clip">Clips the ball to [0,1].</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">Element type of images and bounds.</param>
    public BallMargins(Graph network, BoundMethod method, double epsilon, bool clip, Device? device = null,
        ScalarType type = ScalarType.Float32)
    {
        (this.epsilon, this.clip, this.type) = (epsilon, clip, type);
        Device = device ?? CPU;
        bounds = new MarginBounds(BoundGraph.Of(network, type, Device), method);
    }

    /// <summary>Where images must be.</summary>
    public Device Device { get; }

    /// <summary>Shape of one image, pixel units.</summary>
    public ImageShape InputShape => bounds.Graph.InputShape;

    /// <summary>Number of classes.</summary>
    public int Classes => bounds.Graph.Classes;

    /// <summary>Logits of images [N,C,H,W]: [N,classes].</summary>
    public Tensor Logits(Tensor x) => Forward.Run(bounds.Graph, x);

    /// <summary>Length of a pixel unit in the network's own normalisation, [1,C,1,1]: standard deviations, or ones without a
    /// normalisation.</summary>
    public Tensor Unit() => bounds.Graph.Nodes.Select(n => n.Op).OfType<Normalize>().FirstOrDefault() is { } normalize
        ? normalize.Std.reshape(1, -1, 1, 1) : ones([1, InputShape.Channels, 1, 1], type, Device);

    /// <summary>The rows whose bounds are a class's margins over all classes, its own (0) included;
    /// [N,classes,classes].</summary>
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
        return bounds.Lower(InputRegion.Linf(x, InputRegion.Sizes([epsilon], x), clip), rows).MoveToOuterDisposeScope();
    }
}
