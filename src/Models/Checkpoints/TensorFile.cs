using static TorchSharp.torch;

namespace Audit.Models.Checkpoints;

/// <summary>Named tensors with text metadata, as a file holds them.</summary>
public sealed record TensorFile(IReadOnlyList<(string Name, Tensor Tensor)> Tensors, IReadOnlyDictionary<string, string> Metadata);
