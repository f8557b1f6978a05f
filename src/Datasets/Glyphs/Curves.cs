namespace Audit.Datasets.Glyphs;

/// <summary>Polynomial curves between 0 and 1.</summary>
internal static class Curves
{
    /// <summary>3t^2 - 2t^3: from 0 to 1 with level ends.</summary>
    public static double Smooth(double t) => t * t * (3 - 2 * t);

    /// <summary>0 below <paramref name="low"/>, 1 above <paramref name="high"/>, smooth between.</summary>
    public static double Step(double low, double high, double value) => Smooth(Math.Clamp((value - low) / (high - low), 0, 1));
}
