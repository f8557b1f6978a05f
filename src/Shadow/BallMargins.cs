using Audit.Bounds;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Lower bounds on the margins of a class over a ball around an image, differentiable in that image: what the attack
/// climbs.</summary>
/// <remarks>For alpha-crown it is CROWN's bound: the slopes that alpha-crown chooses by an ascent of its own have no gradient,
/// and its bound is never below CROWN's.</remarks>
public sealed class BallMargins
{
    private readonly MarginBounds bounds;
    private readonly double epsilon;
    private readonly bool clip;
    private readonly ScalarType type;
    private readonly Norm norm;

    /// <param name="network">The network, normalisation included.</param>
    /// <param name="method">Which bound.</param>
    /// <param name="epsilon">Radius of the ball, pixel units.</param>
    /// <param name="clip">Clips the ball to [0,1].</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">Element type of images and bounds.</param>
    /// <param name="norm">Norm of the ball: L-infinity or L2.</param>
    public BallMargins(Graph network, BoundMethod method, double epsilon, bool clip, Device? device = null,
        ScalarType type = ScalarType.Float32, Norm norm = Norm.Linf)
    {
        (this.epsilon, this.clip, this.type, this.norm) = (epsilon, clip, type, norm);
        Device = device ?? CPU;
        bounds = new MarginBounds(BoundGraph.Of(network, type, Device), method == BoundMethod.AlphaCrown ? BoundMethod.Crown
            : method);
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
        var size = InputRegion.Sizes([epsilon], x);
        var region = norm == Norm.Linf ? InputRegion.Linf(x, size, clip) : InputRegion.L2(x, size, clip);
        return bounds.Lower(region, rows).MoveToOuterDisposeScope();
    }
}
