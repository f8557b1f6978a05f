using Audit.Attacks;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>The Shadow Attack's objective on a network that is certified by bounds, for a batch of images with a target each.</summary>
/// <remarks>
/// Equation (2) of arXiv:2003.08937 with L minus the robust cross entropy: the cross entropy of minus the lower bounds of the target's
/// margins (its own margin is 0), log(sum_j exp(-m_j)). Values leave [0,1] never: x + delta is cut, and the gradient passes the cut as
/// if it were not there (the authors' code does so). Items do not see each other.
/// </remarks>
/// <param name="bounds">Bounds of the margins.</param>
/// <param name="x">Images, [B,C,H,W].</param>
/// <param name="targets">Classes aimed at, [B], int64.</param>
/// <param name="options">The lambdas and the unit.</param>
public sealed class BoundObjective(MarginBounds bounds, Tensor x, Tensor targets, BoundShadowOptions options) : IObjective
{
    private readonly Tensor rows = bounds.Rows(targets);
    private readonly Tensor? unit = options.Normalised ? bounds.Unit() : null;

    /// <inheritdoc/>
    public Objective Evaluate(Tensor delta, int step)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var at = delta.detach().requires_grad_();
        var values = At(at);
        var gradient = Autograd.Gradient(values.sum(), at);
        return new Objective(values.detach().MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>The image that a perturbation makes, cut to [0,1]; [B,C,H,W].</summary>
    /// <param name="delta">Perturbations, [B,1,H,W] or [B,C,H,W].</param>
    public Tensor Image(Tensor delta)
    {
        var moved = x + (unit is null ? delta : delta * unit);
        return moved + (moved.clamp(0, 1) - moved).detach();
    }

    /// <summary>The objective, [B].</summary>
    internal Tensor At(Tensor delta)
    {
        var d = delta.expand(-1, x.size(1), -1, -1);
        return -bounds.Lower(Image(d), rows).neg().logsumexp(1)
            - Penalties.TotalVariation(d) * options.LambdaTv
            - Penalties.Norm(d) * options.LambdaNorm
            - Penalties.Color(d) * options.LambdaColor
            - Penalties.Dissimilarity(d) * options.LambdaDissim;
    }
}
