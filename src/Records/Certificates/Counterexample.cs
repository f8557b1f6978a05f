namespace Audit.Records.Certificates;

/// <summary>An image of a region that does not have the class of the region's centre, in exact arithmetic.</summary>
/// <param name="Class">A class with at least the label's logit.</param>
/// <param name="Distance">From the centre, in the region's norm.</param>
/// <param name="Pixels">Its float32 numbers, [C,H,W] row-major.</param>
public sealed record Counterexample(int Class, double Distance, IReadOnlyList<float> Pixels);
