using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Train;

/// <summary>CE(z(x), y) + lambda mean of ||z(x_k) - z(x_(k + N/2))||^2 over random pairs of images (Kannan et al. 2018, section
/// 4.2).</summary>
/// <remarks>The order of a batch is random, so its halves are random pairs. The paper adds Gaussian noise to the images: --sigma
/// does.</remarks>
public sealed class CleanLogitPairing(double lambda) : IRecipe
{
    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        var logits = network.Logits(batch.Images);
        long half = logits.size(0) / 2;
        var pairs = F.mse_loss(logits.narrow(0, 0, half), logits.narrow(0, half, half));
        return new RecipeLoss(F.cross_entropy(logits, batch.Labels) + pairs * lambda, logits);
    }
}
