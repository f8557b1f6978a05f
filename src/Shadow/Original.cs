using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>An image to be attacked.</summary>
/// <param name="X">[C,H,W] in [0,1], on the CPU.</param>
/// <param name="Label">Its true class.</param>
/// <param name="Index">Its index: part of the address of its noise.</param>
public sealed record Original(Tensor X, int Label, int Index);
