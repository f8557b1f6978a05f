using Audit.Attacks;
using Audit.Models.Graphs;
using Audit.Models.Interpreters.Bounds;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Shadow;

/// <summary>Equation (2) of the Shadow Attack for one image, several targets at once, and a network certified by bounds.</summary>
/// <remarks>
/// L is minus the cross entropy of the worst logits that the bounds of the target's margins allow (the "robust cross entropy" of certified
/// training), as in the authors' code; the image is cut to [0,1] and the gradient passes the cut unchanged.
/// </remarks>
/// <param name="bound">Lower bounds of margins.</param>
/// <param name="x">Image, [1,C,H,W].</param>
/// <param name="unit">What one unit of the perturbation is in pixels, [1,C,1,1].</param>
/// <param name="targets">Classes aimed at, [T].</param>
/// <param name="options">The lambdas.</param>
public sealed class BoundShadowObjective(MarginBound bound, Tensor x, Tensor unit, Tensor targets, BoundShadowOptions options) : IObjective
{
    /// <inheritdoc/>
    public Objective Evaluate(Tensor delta, int step)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var at = delta.detach().requires_grad_();
        var value = At(at);
        var gradient = autograd.grad([value.sum()], [at])[0];
        return new Objective(value.detach().MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>Equation (2), [T].</summary>
    /// <param name="delta">Perturbations, [T,1,H,W] or [T,C,H,W].</param>
    private Tensor At(Tensor delta)
    {
        var d = delta.expand(-1, x.size(1), -1, -1);
        var margins = bound.Lower(Cut(x + d * unit), targets);
        var value = -F.cross_entropy(-margins, targets, reduction: nn.Reduction.None) - Penalties.TotalVariation(d) * options.LambdaTv;
        return options.LambdaNorm > 0 ? value - Penalties.Norm(d) * options.LambdaNorm : value;
    }

    /// <summary>[0,1], straight through for gradients.</summary>
    private static Tensor Cut(Tensor image) => image + (image.clamp(0, 1) - image).detach();
}
