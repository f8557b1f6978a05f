using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>The inputs that a bound speaks of, one set an image: a box, or a ball inside a box.</summary>
/// <param name="Centre">Images, [N,C,H,W], pixel units.</param>
/// <param name="Box">Every input of the set lies in it.</param>
/// <param name="L2Radius">Radius of the ball around the centre, [N]; null where the set is the whole box.</param>
public sealed record InputRegion(Tensor Centre, Interval Box, Tensor? L2Radius)
{
    /// <summary>||delta||_inf at most epsilon.</summary>
    /// <param name="x">Images, [N,C,H,W], pixel units.</param>
    /// <param name="epsilon">Size of the box, one for all images or [N].</param>
    /// <param name="clip">Cuts the box to [0,1]: only images that exist count.</param>
    /// <param name="rounding">Rounds the box outward.</param>
    public static InputRegion Linf(Tensor x, Tensor epsilon, bool clip = true, Rounding? rounding = null)
    {
        using var scope = NewDisposeScope();
        return new InputRegion(x, Around(x, epsilon.reshape(-1, 1, 1, 1), clip, rounding).MoveToOuterDisposeScope(), null);
    }

    /// <inheritdoc cref="Linf(Tensor, Tensor, bool, Rounding?)"/>
    public static InputRegion Linf(Tensor x, double epsilon, bool clip = true, Rounding? rounding = null)
    {
        using var e = Filled(x, epsilon);
        return Linf(x, e, clip, rounding);
    }

    /// <summary>||delta||_2 at most epsilon.</summary>
    /// <inheritdoc cref="Linf(Tensor, Tensor, bool, Rounding?)"/>
    public static InputRegion L2(Tensor x, Tensor epsilon, bool clip = true, Rounding? rounding = null)
    {
        using var scope = NewDisposeScope();
        var radius = epsilon.expand(x.shape[0]).clone();
        return new InputRegion(x, Around(x, radius.reshape(-1, 1, 1, 1), clip, rounding).MoveToOuterDisposeScope(),
            radius.MoveToOuterDisposeScope());
    }

    /// <inheritdoc cref="L2(Tensor, Tensor, bool, Rounding?)"/>
    public static InputRegion L2(Tensor x, double epsilon, bool clip = true, Rounding? rounding = null)
    {
        using var e = Filled(x, epsilon);
        return L2(x, e, clip, rounding);
    }

    /// <summary>Sizes of regions, [N]: where the element type cannot hold one, the next larger number that it can.</summary>
    /// <remarks>What is certified of a region holds for every smaller one, so a size that is recorded as asked must not have been
    /// rounded down.</remarks>
    /// <param name="sizes">As asked and recorded.</param>
    /// <param name="like">A tensor whose element type and device the sizes get.</param>
    public static Tensor Sizes(IReadOnlyList<double> sizes, Tensor like)
    {
        using var scope = NewDisposeScope();
        double[] held = like.dtype == float32
            ? [.. sizes.Select(s => (double)(((float)s < s) ? MathF.BitIncrement((float)s) : (float)s))] : [.. sizes];
        return tensor(held).to(like.dtype, like.device).MoveToOuterDisposeScope();
    }

    private static Tensor Filled(Tensor x, double epsilon) => full([1], epsilon, x.dtype, x.device);

    private static Interval Around(Tensor x, Tensor epsilon, bool clip, Rounding? rounding)
    {
        Tensor lower = rounding.Down(x - epsilon), upper = rounding.Up(x + epsilon);
        return clip ? new Interval(lower.clamp(0, 1), upper.clamp(0, 1)) : new Interval(lower, upper);
    }
}
