using MathNet.Numerics;

namespace Audit.Tests.Noise.Checks;

internal static class StandardNormal
{
    /// <summary>P(Z at most z), accurate in the lower tail.</summary>
    public static double Below(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));

    /// <summary>P(|Z| above z).</summary>
    public static double Beyond(double z) => SpecialFunctions.Erfc(z / Math.Sqrt(2));
}
