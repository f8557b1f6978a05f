using MathNet.Numerics;

namespace Audit.Tests.Noise.Checks;

/// <summary>The distribution of single values against the normal: Kolmogorov-Smirnov, Anderson-Darling, binned
/// chi-square.</summary>
internal static class GoodnessOfFit
{
    // Fewer expected values than this in a bin, and the chi-square distribution does not hold.
    private const double LeastExpected = 10;
    private const double BinWidth = 0.125;

    public static IEnumerable<Measured> Of(NoiseField field)
    {
        double[] sorted = field.Sorted();
        double distance = 0;
        double logs = 0;
        double n = sorted.Length;
        for (int i = 0; i < sorted.Length; i++)
        {
            double below = StandardNormal.Below(sorted[i]);
            double above = StandardNormal.Below(-sorted[i]);
            distance = Math.Max(distance, Math.Max(((i + 1) / n) - below, below - (i / n)));
            // Both sums of the Anderson-Darling statistic at once: value i is at place n - 1 - i from the top.
            logs += (((2.0 * i) + 1) * Math.Log(below)) + (((2 * (n - 1 - i)) + 1) * Math.Log(above));
        }
        yield return Measured.TwoSided("Kolmogorov-Smirnov distance", distance, KolmogorovTail(Math.Sqrt(n) * distance));
        double square = -n - (logs / n);
        yield return Measured.TwoSided("Anderson-Darling A2", square, AndersonDarlingTail(square));
        yield return Binned(sorted);
    }

    /// <summary>P(sqrt(n) D above x) in the limit of large n.</summary>
    internal static double KolmogorovTail(double x)
    {
        // Two forms of one theta series; each converges fast on its side.
        if (x <= 0)
            return 1;
        double sum = 0;
        if (x < 1)
        {
            for (int k = 1; k <= 20; k++)
                sum += Math.Exp(-Math.Pow(((2 * k) - 1) * Math.PI / x, 2) / 8);
            return 1 - (Math.Sqrt(2 * Math.PI) / x * sum);
        }
        for (int k = 1; k <= 20; k++)
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        return sum;
    }

    /// <summary>P(A2 above z) in the limit of large n.</summary>
    /// <remarks>
    /// Below 8 the fit of Marsaglia and Marsaglia 2004, J. Stat. Softw. 9(2), found here to be within 2e-5 (they say 2e-6).
    /// Above, where its relative error grows, the leading term within 4 %:
    /// A2 = sum of chi-square_1 / (j (j + 1)) over j, whose weight 1/2 dominates, times the product over j above 1 of
    /// (1 - 2 / (j (j + 1)))^(-1/2) = sqrt(3).
    /// </remarks>
    internal static double AndersonDarlingTail(double z)
    {
        if (!(z > 0))
            return double.IsNaN(z) ? z : 1;
        if (z > 8)
            return Math.Sqrt(3) * SpecialFunctions.Erfc(Math.Sqrt(z));
        return 1 - (z < 2
            ? Math.Exp(-1.2337141 / z) / Math.Sqrt(z) * (2.00012 + ((.247105 - ((.0649821 - ((.0347962
                - ((.0116720 - (.00168691 * z)) * z)) * z)) * z)) * z))
            : Math.Exp(-Math.Exp(
            1.0776 - ((2.30695 - ((.43424 - ((.082433 - ((.008056 - (.0003146 * z)) * z)) * z)) * z)) * z))));
    }

    /// <summary>Bins of 1/8 sigma as far out as they are well filled, and the two tails beyond them.</summary>
    private static Measured Binned(double[] sorted)
    {
        double last = BinWidth;
        while (sorted.Length * StandardNormal.Below(-last - BinWidth) >= LeastExpected)
            last += BinWidth;
        int bins = (int)Math.Round(2 * last / BinWidth) + 2;
        double statistic = 0;
        int index = 0;
        double previous = 0;
        for (int bin = 0; bin < bins; bin++)
        {
            double upper = bin == bins - 1 ? double.PositiveInfinity : -last + (bin * BinWidth);
            int start = index;
            while (index < sorted.Length && sorted[index] <= upper)
                index++;
            double below = StandardNormal.Below(upper);
            double expected = sorted.Length * (below - previous);
            statistic += (index - start - expected) * (index - start - expected) / expected;
            previous = below;
        }
        return Measured.ChiSquare(FormattableString.Invariant($"chi-square, {bins} bins to {last} sigma"), statistic, bins - 1);
    }
}
