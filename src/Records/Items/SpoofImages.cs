namespace Audit.Records.Items;

/// <summary>Images stored beside the records, as paths relative to the run folder with forward slashes.</summary>
/// <param name="Difference">Spoofed minus clean, amplified and centred on grey.</param>
public sealed record SpoofImages(string Clean, string Spoofed, string Difference);
