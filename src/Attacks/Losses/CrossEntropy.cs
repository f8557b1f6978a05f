using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Cross entropy of the label, or minus that of the class aimed at.</summary>
public sealed record CrossEntropy : ILoss
{
    /// <inheritdoc/>
    public Tensor Of(Tensor logits, Aim aim) => aim.Towards is { } target
        ? -nn.functional.cross_entropy(logits, target, reduction: nn.Reduction.None)
        : nn.functional.cross_entropy(logits, aim.Labels, reduction: nn.Reduction.None);
}
