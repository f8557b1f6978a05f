using Audit.Networks.Architectures;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>A state dict brought to the network's own names.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tensors">Weights in file order.</param>
/// <param name="Wrapper">The prefix that was taken off.</param>
/// <param name="Arch">Architecture that the file names, or null.</param>
/// <param name="Stored">Normalisation that the file holds as tensors, or null.</param>
internal sealed record NamedWeights(string Path, IReadOnlyList<(string Name, Tensor Tensor)> Tensors, string Wrapper,
    string? Arch, Normalization? Stored);
