using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>CE(z(x'), y) with x' near the maximum of the cross entropy in the ball (Madry et al. 2018, equation 2.1).</summary>
/// <remarks>
/// One step of 1.25 epsilon is fast adversarial training (Wong et al. 2020, algorithm 3). The start is uniform in the ball in
/// both. Differs: the attack sees batch norm in evaluation mode, so that it does not move the running statistics.
/// </remarks>
public sealed class PgdTraining(InnerMaximization attack) : IRecipe
{
    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        var start = batch.Images + (batch.Uniform() * 2 - 1) * attack.Epsilon;
        var adversarial = attack.Run(batch.Images, start, x =>
            Losses.SummedCrossEntropy(network.Logits(x, training: false), batch.Labels));
        var logits = network.Logits(adversarial);
        return new RecipeLoss(nn.functional.cross_entropy(logits, batch.Labels), logits);
    }
}
