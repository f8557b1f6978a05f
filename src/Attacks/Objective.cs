using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Value and gradient of an objective at a batch of perturbations.</summary>
/// <param name="Values">One number per item, [B].</param>
/// <param name="Gradient">Gradient of each item's value, shaped as the perturbations.</param>
public readonly record struct Objective(Tensor Values, Tensor Gradient);
