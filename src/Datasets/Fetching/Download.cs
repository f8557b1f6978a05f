using Audit.Formats;

namespace Audit.Datasets.Fetching;

/// <summary>One file of a data set on the network.</summary>
/// <param name="Name">Name on disk.</param>
/// <param name="Addresses">Where it is, the canonical place first.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Bytes">Its size.</param>
public sealed record Download(string Name, IReadOnlyList<Uri> Addresses, string Sha256, long Bytes);
