using Audit.Networks.Inference;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Train;

/// <summary>CE(z(x), y) + lambda R(gradient of the cross entropy in x): double backpropagation (Drucker and LeCun
/// 1992).</summary>
/// <remarks>
/// R is the squared L2 norm (Ross and Doshi-Velez 2018) or the L1 norm, which to first order is what an L-infinity step of length
/// lambda adds to the loss; for a linear network and small lambda the two agree. The norm is of each image, then averaged.
/// </remarks>
public sealed class InputGradient(double lambda, GradientPenalty penalty) : IRecipe
{
    /// <inheritdoc/>
    public RecipeLoss Loss(TrainingBatch batch, TrainingNetwork network)
    {
        var x = batch.Images.detach().requires_grad_();
        var logits = network.Logits(x);
        var summed = Losses.SummedCrossEntropy(logits, batch.Labels);
        var gradient = Autograd.Gradient(summed, x, recorded: true);
        var size = (penalty == GradientPenalty.L1 ? gradient.abs() : gradient.square()).sum([1, 2, 3]).mean();
        return new RecipeLoss(summed / batch.Indexes.Count + size * lambda, logits);
    }
}

/// <summary>How large an input gradient is.</summary>
public enum GradientPenalty
{
    /// <summary>Sum of absolute values.</summary>
    L1,

    /// <summary>Sum of squares.</summary>
    SquaredL2,
}
