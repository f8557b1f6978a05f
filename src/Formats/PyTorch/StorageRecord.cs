namespace Audit.Formats.PyTorch;

/// <summary>Where a storage's bytes lie in the file.</summary>
/// <param name="Position">First byte.</param>
/// <param name="Bytes">Length; inside the file, checked by who made this.</param>
public readonly record struct StorageRecord(long Position, long Bytes);
