using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Perturbations of at most each image's epsilon that keep every pixel in [0,1].</summary>
/// <remarks>
/// Linf and L1: the nearest such perturbation (Euclidean). L1 needs the box and the ball at once: cutting to one after the other
/// would throw budget away (Croce and Hein 2021, arXiv:2103.01208). L2: scaled into the ball, then cut to the box, as PGD is
/// written everywhere; both hold, because cutting shortens every coordinate of an image inside [0,1].
/// </remarks>
/// <param name="norm">Norm of the ball.</param>
/// <param name="x">Clean images, [N,C,H,W] in [0,1].</param>
/// <param name="epsilon">Radius of each image's ball, [N].</param>
public sealed class BallAndBox(Norm norm, Tensor x, Tensor epsilon) : IProjection
{
    /// <summary>Halvings of the multiplier's interval: the width falls below float32's resolution.</summary>
    private const int Halvings = 40;

    private LinfSteps? steps;

    /// <inheritdoc/>
    public Tensor Apply(Tensor delta)
    {
        if (norm == Norm.Linf && Lanes.Reach(x) && Lanes.Reach(delta) && delta.numel() == x.numel())
            return Steps.Project(delta);
        var radius = PerImage.Spread(epsilon, delta);
        return norm switch
        {
            Norm.Linf => Boxed(delta.maximum(-radius).minimum(radius)),
            Norm.L2 => Boxed(delta * (radius / PerImage.Spread(PerImage.Size(delta, Norm.L2).clamp(1e-30), delta)).clamp(max: 1)),
            _ => NearestL1(delta, radius),
        };
    }

    /// <summary>Steps in Linf; only for images that <see cref="Lanes.Reach"/> holds for.</summary>
    internal LinfSteps Steps => steps ??= new LinfSteps(x, epsilon.to(float32).cpu().data<float>().ToArray());

    private Tensor Boxed(Tensor delta) => delta.maximum(-x).minimum(1 - x);

    /// <summary>sign(d) min(max(|d| - t, 0), room), with the smallest t >= 0 for which the L1 norm fits.</summary>
    private Tensor NearestL1(Tensor delta, Tensor radius)
    {
        using var scope = NewDisposeScope();
        var sign = delta.sign();
        var size = delta.abs();
        var room = where(delta.gt(0), 1 - x, x);
        Tensor At(Tensor t) => (size - t).clamp(0).minimum(room);
        var low = zeros_like(radius);
        var high = PerImage.Spread(PerImage.Size(delta, Norm.Linf), delta);
        var fits = PerImage.Spread(PerImage.Size(At(low), Norm.L1), delta).le(radius);
        for (int k = 0; k < Halvings; k++)
        {
            using var inner = NewDisposeScope();
            var middle = (low + high) / 2;
            var within = PerImage.Spread(PerImage.Size(At(middle), Norm.L1), delta).le(radius);
            (low, high) = (where(within, low, middle).MoveToOuterDisposeScope(), where(within, middle, high)
                .MoveToOuterDisposeScope());
        }
        return (sign * At(where(fits, zeros_like(high), high))).MoveToOuterDisposeScope();
    }
}
