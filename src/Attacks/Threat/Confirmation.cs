namespace Audit.Attacks;

/// <summary>What came of images that met an aim at one look.</summary>
/// <param name="Won">Which of them are won.</param>
/// <param name="Share">Share of the fresh draws that met the aim, 0 for images that were not looked at; of a victim that draws
/// nothing 1 or 0.</param>
public readonly record struct Confirmation(bool[] Won, double[] Share);
