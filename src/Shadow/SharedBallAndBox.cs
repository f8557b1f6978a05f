using Audit.Attacks;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Perturbations whose images stay in a budget's ball and in [0,1], where one channel may be shared by all
/// colours.</summary>
/// <remarks>With a channel for each colour it is <see cref="BallAndBox"/>. A shared channel counts once for each colour in the L2
/// norm, and may move as far as the colour that is nearest to the edge of [0,1]. Without a budget the box alone holds.</remarks>
/// <param name="x">Clean images, [B,C,H,W] in [0,1].</param>
/// <param name="budget">Norm and size; null for the box alone.</param>
/// <param name="channels">Channels of the perturbation: 1 or C.</param>
public sealed class SharedBallAndBox(Tensor x, (Norm Norm, double Size)? budget, long channels) : IProjection
{
    private readonly bool shared = channels < x.size(1);

    /// <inheritdoc/>
    public Tensor Apply(Tensor delta)
    {
        if (!shared && budget is { } own)
            return new BallAndBox(own.Norm, x, Radius(own.Size)).Apply(delta);
        using var scope = NewDisposeScope();
        if (budget is { } ball)
        {
            double size = ball.Norm == Norm.L2 ? ball.Size / Math.Sqrt(x.size(1)) : ball.Size;
            delta = ball.Norm == Norm.Linf ? delta.clamp(-size, size) : Scaled(delta, size);
        }
        var (room, floor) = shared ? ((1 - x).amin([1], true), -x.amin([1], true)) : (1 - x, -x);
        return delta.maximum(floor).minimum(room).MoveToOuterDisposeScope();
    }

    private static Tensor Scaled(Tensor delta, double size)
    {
        var length = delta.flatten(1).square().sum(1).sqrt().clamp(1e-30).reshape(-1, 1, 1, 1);
        return delta * (size / length).clamp(max: 1);
    }

    private Tensor Radius(double size) => full([x.size(0)], size, x.dtype, x.device);
}
