using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>CE(z(x) / T, y): standard training, and Gaussian augmentation (Cohen et al. 2019) where the batch carries
/// noise.</summary>
/// <remarks>A temperature T above 1 is how Papernot et al. 2016 train the teacher of a defensive distillation.</remarks>
public sealed class CrossEntropyTraining(double temperature = 1) : IRecipe
{
    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        var logits = network.Logits(batch.Images);
        return new RecipeLoss(nn.functional.cross_entropy(temperature == 1 ? logits : logits / temperature, batch.Labels),
            logits);
    }
}
