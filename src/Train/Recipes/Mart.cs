using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Train;

/// <summary>BCE(p(x'), y) + lambda KL(p(x) || p(x')) (1 - p_y(x)), misclassification aware (Wang et al. 2020, equation
/// 11).</summary>
/// <remarks>
/// BCE(p, y) = -log p_y - log(1 - max over other classes of p_k), equation 9. Both logarithms' arguments are at least 0.0001 in
/// the second term, as in the authors' code: log(1.0001 - p).
/// </remarks>
public sealed class Mart(InnerMaximization attack, double lambda) : IRecipe
{
    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        var start = batch.Images + (batch.Uniform() * 2 - 1) * attack.Epsilon;
        var adversarial = attack.Run(batch.Images, start, x =>
            Losses.SummedCrossEntropy(network.Logits(x, training: false), batch.Labels));
        var (clean, logits) = (network.Logits(batch.Images), network.Logits(adversarial));
        var boosted = F.cross_entropy(logits, batch.Labels) - (1.0001 - LargestOther(logits, batch.Labels)).log().mean();
        var wrong = 1 - F.softmax(clean, 1).gather(1, batch.Labels.unsqueeze(1)).squeeze(1);
        return new RecipeLoss(boosted + (Losses.Divergence(clean, logits) * wrong).mean() * lambda, logits);
    }

    /// <summary>Largest probability of a class that is not the label, [N].</summary>
    private static Tensor LargestOther(Tensor logits, Tensor labels)
    {
        var isLabel = arange(logits.size(1)).unsqueeze(0).eq(labels.unsqueeze(1));
        return F.softmax(logits, 1).masked_fill(isLabel, 0).amax([1]);
    }
}
