using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>CE(z(x), y) + beta KL(p(x) || p(x')), x' raising the divergence (Zhang et al. 2019, TRADES, equation 5).</summary>
/// <remarks>As in the authors' code the attack starts at x + 0.001 N(0, 1), where the divergence has a gradient (it has none at x
/// itself).</remarks>
public sealed class Trades(InnerMaximization attack, double beta) : IRecipe
{
    private const double StartDeviation = 0.001;

    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        var start = batch.Images + batch.Gaussian() * StartDeviation;
        var target = network.Logits(batch.Images, training: false).detach();
        var adversarial = attack.Run(batch.Images, start, x => Losses.Divergence(target, network.Logits(x, training: false))
            .sum());
        var clean = network.Logits(batch.Images);
        var logits = network.Logits(adversarial);
        return new RecipeLoss(nn.functional.cross_entropy(clean, batch.Labels) + Losses.Divergence(clean, logits).mean() * beta,
            logits);
    }
}
