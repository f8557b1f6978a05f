namespace Audit.Records.Review;

/// <summary>A certificate, and what cannot be if it is true.</summary>
/// <param name="Index">The image.</param>
/// <param name="Alpha">Probability with which one of those involved may be wrong; 0 where none may.</param>
/// <param name="Text">What contradicts what.</param>
public sealed record Contradiction(int Index, double Alpha, string Text);
