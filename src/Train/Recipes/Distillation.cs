using Audit.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Train;

/// <summary>-sum of p_teacher(x; T) log p(x; T): defensive distillation (Papernot et al. 2016, section IV).</summary>
/// <remarks>
/// The student is used at temperature 1, where its logits are about T times as large as they were trained to be: the softmax
/// saturates and its gradients vanish. This hides gradients and gives no robustness (Carlini and Wagner 2017); it is here to be
/// diagnosed.
/// </remarks>
/// <param name="teacher">A network trained by recipe standard at the same temperature.</param>
/// <param name="temperature">T; the paper uses up to 100.</param>
public sealed class Distillation(IClassifier teacher, double temperature) : IRecipe
{
    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        var logits = network.Logits(batch.Images);
        Tensor soft;
        using (no_grad())
            soft = F.softmax(teacher.Logits(batch.Images) / temperature, 1);
        return new RecipeLoss(-(soft * F.log_softmax(logits / temperature, 1)).sum(1L).mean(), logits);
    }
}
