using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Train;

/// <summary>alpha CE(z(x), y) + (1 - alpha) CE(z(x'), y), x' = x + epsilon sign grad CE(z(x), y) (Goodfellow et al. 2015, section
/// 6, alpha = 1/2).</summary>
/// <remarks>The single step from the image itself is a weak attack: such networks are known to leak labels and to fall to
/// PGD.</remarks>
/// <param name="epsilon">Pixel units.</param>
public sealed class FgsmTraining(double epsilon) : IRecipe
{
    private const double Alpha = 0.5;
    private readonly InnerMaximization attack = new(epsilon, epsilon, 1);

    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        var adversarial = attack.Run(batch.Images, batch.Images, x =>
            Losses.SummedCrossEntropy(network.Logits(x, training: false), batch.Labels));
        var logits = network.Logits(adversarial);
        var clean = F.cross_entropy(network.Logits(batch.Images), batch.Labels);
        return new RecipeLoss(clean * Alpha + F.cross_entropy(logits, batch.Labels) * (1 - Alpha), logits);
    }
}
