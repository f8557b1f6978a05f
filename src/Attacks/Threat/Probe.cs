using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>What one look with gradients shows.</summary>
/// <param name="Values">The loss, [N].</param>
/// <param name="Gradient">Its gradient, shaped as the images; zero where it was not finite.</param>
/// <param name="Logits">Logits, [N,classes]; of a random model their mean.</param>
public readonly record struct Probe(Tensor Values, Tensor Gradient, Tensor Logits);
