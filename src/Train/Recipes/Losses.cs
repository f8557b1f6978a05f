using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Train;

/// <summary>Pieces that several objectives are made of; all take logits [N,classes].</summary>
public static class Losses
{
    /// <summary>Cross entropy summed over the batch: what an inner maximisation climbs.</summary>
    public static Tensor SummedCrossEntropy(Tensor logits, Tensor labels) =>
        F.cross_entropy(logits, labels, reduction: nn.Reduction.Sum);

    /// <summary>KL(p || q) of the softmaxes of two sets of logits, [N]: sum of p (log p - log q).</summary>
    public static Tensor Divergence(Tensor p, Tensor q)
    {
        var logP = F.log_softmax(p, 1);
        return (logP.exp() * (logP - F.log_softmax(q, 1))).sum(1L);
    }
}
