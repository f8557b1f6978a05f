using Audit.Networks.Graphs;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Train;

/// <summary>kappa CE(z(x), y) + (1 - kappa) CE(-m, y), m the lower bounds of the margins in the ball (Gowal et al. 2018; Zhang et
/// al. 2020, CROWN-IBP).</summary>
/// <remarks>
/// m = beta m_CROWN-IBP + (1 - beta) m_IBP (Zhang et al. 2020, equation 11); recipe ibp is beta = 0. The margin of the label to
/// itself is 0, so CE(-m, y) is the cross entropy of the worst logits that the bounds allow (Gowal et al. 2018, equation 12),
/// with the last layer elided (section 3.2). Epsilon grows along the ramp; kappa and beta move linearly with the share of epsilon
/// that is reached. Differs: the box is clipped to [0,1], sound and tighter; batch norm uses its running statistics in the
/// bounds.
/// </remarks>
public sealed class BoundTraining(TrainOptions options) : IRecipe
{
    private readonly BoundSchedule schedule = options.Bounds
        ?? throw new ArgumentException($"recipe {options.Recipe} needs bound options", nameof(options));
    private readonly EpsilonRamp ramp = options.Bounds.Ramp;

    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        double grown = ramp.At(batch.Epoch);
        double kappa = schedule.KappaStart + (schedule.KappaEnd - schedule.KappaStart) * grown;
        double beta = options.Recipe == Recipes.CrownIbp ? schedule.BetaStart + (schedule.BetaEnd - schedule.BetaStart) * grown
            : 0;
        var logits = Natural(batch, network, wanted: grown == 0 || kappa > 0);
        var natural = F.cross_entropy(logits, batch.Labels);
        if (grown == 0)
            return new RecipeLoss(natural, logits, zeros([batch.Indexes.Count]));

        var margins = Margins.Lower(network.Graph, batch.Images, batch.Labels, options.Epsilon * grown, beta);
        var robust = F.cross_entropy(-margins, batch.Labels);
        return new RecipeLoss(kappa > 0 ? natural * kappa + robust * (1 - kappa) : robust, logits,
            Margins.Smallest(margins.detach(), batch.Labels));
    }

    /// <summary>Logits of the images themselves; where their loss has no weight they are for the running accuracy
    /// alone.</summary>
    private static Tensor Natural(TrainingBatch batch, TrainingNetwork network, bool wanted)
    {
        using var mode = enable_grad(wanted);
        return network.Logits(batch.Images);
    }
}
