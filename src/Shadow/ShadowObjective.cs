using Audit.Attacks;
using Audit.Networks;
using Audit.Networks.Inference;
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
    public Objective Evaluate(Tensor delta, int step) =>
        classifier is IInputGradient { HasInputGradient: true } compiled ? Compiled(compiled, delta, step) : Recorded(delta, step);

    /// <summary>By recorded operations: any classifier, and what the compiled gradient is tested against.</summary>
    private Objective Recorded(Tensor delta, int step)
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

    /// <summary>The network's part without recording, the penalties' part once and not for each piece.</summary>
    private Objective Compiled(IInputGradient compiled, Tensor delta, int step)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var at = delta.detach().requires_grad_();
        var penalties = -Penalty(at.expand(1, x.size(1), -1, -1));
        var gradient = autograd.grad([penalties], [at])[0];
        double value = penalties.detach().ToDouble();
        using var guard = no_grad();
        var image = x + delta;
        for (int piece = 0; piece < noise.Pieces; piece++)
        {
            using var inner = NewDisposeScope();
            var copies = noise.Noise(piece, step);
            double[] losses = new double[copies.size(0)];
            var slopes = compiled.InputGradient(image + copies, MinusCrossEntropy, losses).sum([0L], true);
            // A perturbation shared by the colours moves all of them.
            gradient.add_(delta.size(1) == 1 ? slopes.sum([1L], true) : slopes, noise.Share(piece) / losses.Length);
            value += noise.Share(piece) * losses.Average();
        }
        return new Objective(tensor([(float)value]).MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>Minus the cross entropy towards the target: logit - log sum exp, with gradient one - softmax.</summary>
    private double MinusCrossEntropy(int row, ReadOnlySpan<float> logits, Span<float> gradient)
    {
        float largest = logits[0];
        foreach (float logit in logits)
            largest = Math.Max(largest, logit);
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - largest);
        for (int c = 0; c < logits.Length; c++)
            gradient[c] = (float)((c == target ? 1 : 0) - Math.Exp(logits[c] - largest) / sum);
        return logits[target] - largest - Math.Log(sum);
    }

    /// <summary>Equation (2) over one set of copies.</summary>
    /// <param name="delta">Perturbation, [1,1,H,W] or [1,C,H,W].</param>
    /// <param name="copies">Noise, [m,C,H,W].</param>
    /// <returns>[1].</returns>
    internal Tensor At(Tensor delta, Tensor copies)
    {
        var d = delta.expand(1, x.size(1), -1, -1);
        return L(x + d, copies) - Penalty(d);
    }

    private Tensor Penalty(Tensor d) => Penalties.Color(d) * options.LambdaColor
        + Penalties.TotalVariation(d) * options.LambdaTv
        + Penalties.Dissimilarity(d) * options.LambdaDissim;

    /// <summary>Minus the cross entropy of the noisy copies towards the target, averaged.</summary>
    private Tensor L(Tensor image, Tensor copies)
    {
        var logits = classifier.Logits(image + copies);
        var labels = full([copies.size(0)], target, int64, copies.device);
        return -nn.functional.cross_entropy(logits, labels).reshape(1);
    }
}
