using MathNet.Numerics;

namespace Audit.Tests.Noise.Checks;

/// <summary>A check's value and p-value, before a threshold is set.</summary>
internal readonly record struct Measured(string Name, double Statistic, double PValue)
{
    /// <summary>A sum that is standard normal under ideal noise; both sides count.</summary>
    public static Measured Normal(string name, double deviation) => new(name, deviation,
        SpecialFunctions.Erfc(Math.Abs(deviation) / Math.Sqrt(2)));

    /// <summary>A statistic whose upper tail is known. A fit too good to be random fails as well, so both sides count.</summary>
    public static Measured TwoSided(string name, double statistic, double upperTail) => new(name, statistic,
        Math.Min(1, 2 * Math.Min(upperTail, 1 - upperTail)));

    public static Measured ChiSquare(string name, double statistic, double degrees) => TwoSided(name, statistic,
        statistic < degrees
            ? 1 - SpecialFunctions.GammaLowerRegularized(degrees / 2, statistic / 2)
            : SpecialFunctions.GammaUpperRegularized(degrees / 2, statistic / 2));
}
