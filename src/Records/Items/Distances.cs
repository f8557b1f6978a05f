using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>How far a spoofed image lies from its original; delta = spoofed - clean, pixels in [0,1].</summary>
/// <param name="L1">||delta||_1.</param>
/// <param name="L2">||delta||_2.</param>
/// <param name="Linf">||delta||_inf.</param>
/// <param name="Tv">Total variation penalty of delta, as the run's objective defines it.</param>
/// <param name="Color">Colour penalty of delta.</param>
/// <param name="Dissim">Dissimilarity penalty of delta; 0 for one channel.</param>
public readonly record struct Distances(double L1, double L2, double Linf, double Tv, double Color, double Dissim)
{
    /// <summary>Structural similarity of the two images, 1 where they are equal; null where it was not measured.</summary>
    public double? Ssim { get; init; }

    /// <summary>Gradient magnitude similarity deviation, 0 where they are equal; null where it was not measured.</summary>
    public double? Gmsd { get; init; }

    /// <summary>The length in a norm.</summary>
    public double In(Norm norm) => norm switch { Norm.Linf => Linf, Norm.L2 => L2, _ => L1 };
}
