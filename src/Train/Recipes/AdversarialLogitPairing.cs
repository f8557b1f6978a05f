using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Train;

/// <summary>1/2 CE(z(x), y) + 1/2 CE(z(x'), y) + lambda mean of ||z(x) - z(x')||^2 (Kannan et al. 2018, section 4.1, with mixed
/// batches).</summary>
/// <remarks>The squared differences are averaged over logits too, as mean squared errors are. Known to look robust at few steps
/// and to fall to many.</remarks>
public sealed class AdversarialLogitPairing(InnerMaximization attack, double lambda) : IRecipe
{
    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        var start = batch.Images + (batch.Uniform() * 2 - 1) * attack.Epsilon;
        var adversarial = attack.Run(batch.Images, start, x =>
            Losses.SummedCrossEntropy(network.Logits(x, training: false), batch.Labels));
        var (clean, logits) = (network.Logits(batch.Images), network.Logits(adversarial));
        var classified = (F.cross_entropy(clean, batch.Labels) + F.cross_entropy(logits, batch.Labels)) / 2;
        return new RecipeLoss(classified + F.mse_loss(clean, logits) * lambda, logits);
    }
}
