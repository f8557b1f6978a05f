using Audit.Attacks;
using Audit.Models;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Equation (2) of the Shadow Attack for one image, one target and a smoothed classifier.</summary>
/// <remarks>
/// max over delta of L(theta, x + delta) - lambda_c C(delta) - lambda_tv TV(delta) - lambda_s Dissim(delta), where L is minus the
/// cross entropy towards the target, averaged over noisy copies of x + delta. Source: arXiv:2003.08937, equation (2).
/// </remarks>
/// <param name="classifier">The base classifier.</param>
/// <param name="x">Image, [1,C,H,W], on the classifier's device.</param>
/// <param name="target">Class aimed at.</param>
/// <param name="options">The lambdas.</param>
/// <param name="noise">The copies' noise.</param>
public sealed class ShadowObjective(IClassifier classifier, Tensor x, int target, ShadowOptions options, NoisyCopies noise) : IObjective
{
    /// <inheritdoc/>
    public Objective Evaluate(Tensor delta, int step)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var value = zeros([1], float32, delta.device);
        var gradient = zeros_like(delta);
        for (int piece = 0; piece < noise.Pieces; piece++)
        {
            using var inner = NewDisposeScope();
            var at = delta.detach().requires_grad_();
            var loss = At(at, noise.Noise(piece, step));
            // The mean over all copies is the mean of the pieces, each by its share; penalties are the same in all of them.
            double share = noise.Share(piece);
            value.add_(loss.detach(), share);
            gradient.add_(autograd.grad([loss], [at])[0], share);
        }
        return new Objective(value.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>Equation (2) over one set of copies.</summary>
    /// <param name="delta">Perturbation, [1,1,H,W] or [1,C,H,W].</param>
    /// <param name="copies">Noise, [m,C,H,W].</param>
    /// <returns>[1].</returns>
    internal Tensor At(Tensor delta, Tensor copies)
    {
        var d = delta.expand(1, x.size(1), -1, -1);
        return L(x + d, copies)
            - Penalties.Color(d) * options.LambdaColor
            - Penalties.TotalVariation(d) * options.LambdaTv
            - Penalties.Dissimilarity(d) * options.LambdaDissim;
    }

    /// <summary>Minus the cross entropy of the noisy copies towards the target, averaged.</summary>
    private Tensor L(Tensor image, Tensor copies)
    {
        var logits = classifier.Logits(image + copies);
        var labels = full([copies.size(0)], target, int64, copies.device);
        return -nn.functional.cross_entropy(logits, labels).reshape(1);
    }
}
