using MathNet.Numerics.Distributions;

namespace Audit.Records.Statistics;

/// <summary>The mean of differences between paired values, with Student's interval.</summary>
/// <remarks>Exact for normal differences; for the radii of a few images an approximation that tables name as such.</remarks>
/// <param name="Mean">Mean difference.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
public readonly record struct PairedMean(double Mean, double Low, double High)
{
    /// <param name="differences">One for each pair.</param>
    /// <param name="confidence">Of the interval.</param>
    /// <returns>Null for less than two pairs.</returns>
    public static PairedMean? Of(IReadOnlyList<double> differences, double confidence = 0.95)
    {
        int n = differences.Count;
        if (n < 2)
            return null;
        double mean = differences.Average();
        double deviation = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (n - 1));
        double half = StudentT.InvCDF(0, 1, n - 1, 0.5 + confidence / 2) * deviation / Math.Sqrt(n);
        return new(mean, mean - half, mean + half);
    }
}
