using MathNet.Numerics;

namespace Audit.Tests.Noise.Checks;

/// <summary>How many values lie far out. Clipped or under-resolved tails show here and hardly anywhere else.</summary>
internal static class Tails
{
    public static IEnumerable<Measured> Of(NoiseField field)
    {
        foreach (double bound in (double[])[3, 4, 4.5, 5])
        {
            int count = 0;
            foreach (float value in field.Values)
                count += Math.Abs(value) > bound ? 1 : 0;
            yield return Count(bound, count, field.Values.Length * StandardNormal.Beyond(bound));
        }
    }

    /// <summary>Counts this rare are Poisson.</summary>
    internal static Measured Count(double bound, int count, double expected)
    {
        double atLeast = count == 0 ? 1 : SpecialFunctions.GammaLowerRegularized(count, expected);
        double atMost = SpecialFunctions.GammaUpperRegularized(count + 1, expected);
        return new Measured(FormattableString.Invariant($"values beyond {bound} sigma"), count,
            Math.Min(1, 2 * Math.Min(atLeast, atMost)));
    }
}
