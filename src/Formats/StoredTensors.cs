namespace Audit.Formats;

/// <summary>Named tensors with text metadata, as a file holds them.</summary>
public sealed record StoredTensors(IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
