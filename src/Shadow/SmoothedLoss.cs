using Audit.Networks;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>L for a smoothed classifier and one image: minus the cross entropy towards the target, averaged over noisy copies of
/// x + delta.</summary>
/// <param name="classifier">The base classifier.</param>
/// <param name="x">Image, [1,C,H,W], on the classifier's device.</param>
/// <param name="target">Class aimed at.</param>
/// <param name="noise">The copies' noise.</param>
public sealed class SmoothedLoss(IClassifier classifier, Tensor x, int target, NoisyCopies noise) : IShadowLoss
{
    private readonly IInputGradient? compiled = classifier is IInputGradient { HasInputGradient: true } own ? own : null;

    /// <inheritdoc/>
    public long Channels => x.size(1);

    /// <inheritdoc/>
    public Tensor Image(Tensor delta) => x + delta;

    /// <summary>Nothing: the copies' operations would not fit in memory together.</summary>
    /// <inheritdoc/>
    public Tensor At(Tensor delta, int step) => zeros([1], float32, delta.device);

    /// <inheritdoc/>
    public void Complete(Tensor delta, int step, Tensor values, Tensor gradient)
    {
        var image = Image(delta);
        for (int piece = 0; piece < noise.Pieces; piece++)
        {
            using var scope = NewDisposeScope();
            var copies = noise.Noise(piece, step);
            var (sum, slopes) = compiled is null ? Recorded(image, copies) : Compiled(compiled, image, copies);
            // The mean over all copies is the mean of the pieces, each by its share.
            double weight = noise.Share(piece) / copies.size(0);
            values.add_(sum * weight);
            // A perturbation shared by the colours moves all of them.
            gradient.add_(delta.size(1) == 1 ? slopes.sum([1L], true) : slopes, weight);
        }
    }

    /// <summary>Sum over copies by recorded operations: any classifier, and what the compiled gradient is tested
    /// against.</summary>
    private (double Sum, Tensor Slopes) Recorded(Tensor image, Tensor copies)
    {
        using var recording = enable_grad();
        var at = image.detach().requires_grad_();
        var logits = classifier.Logits(at + copies);
        var loss = -nn.functional.cross_entropy(logits, full([copies.size(0)], target, int64, copies.device),
            reduction: nn.Reduction.Sum);
        // A model without a path for gradients has the gradient zero.
        return (loss.detach().ToDouble(), Autograd.GradientOrNull(loss, at) ?? zeros_like(image));
    }

    /// <summary>The same without recording.</summary>
    private (double Sum, Tensor Slopes) Compiled(IInputGradient network, Tensor image, Tensor copies)
    {
        double[] losses = new double[copies.size(0)];
        var slopes = network.InputGradient(image + copies, MinusCrossEntropy, losses).sum([0L], true);
        return (losses.Sum(), slopes);
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
}
