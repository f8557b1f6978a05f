namespace Audit.Records.Statistics;

/// <summary>The standard normal distribution with full relative accuracy in both tails.</summary>
public static class Gaussian
{
    private const double SeriesUpTo = 2;
    private static readonly double LogRootTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>P(Z &lt;= x), relative error below 1e-13 also in the lower tail.</summary>
    public static double Cdf(double x) => x > 0 && x <= SeriesUpTo ? 0.5 + Central(x) : x > 0 ? 1 - UpperTail(x) : UpperTail(-x);

    /// <summary>P(Z &gt; x), relative error below 1e-13 also in the upper tail.</summary>
    public static double UpperTail(double x)
    {
        if (double.IsNaN(x))
            return double.NaN;
        if (x < 0)
            return 1 - UpperTail(-x);
        return x <= SeriesUpTo ? 0.5 - Central(x) : Math.Exp(LogUpperTail(x));
    }

    /// <summary>The p-quantile rounded down: never above the exact value, within 1e-12 relative of it.</summary>
    public static double QuantileLower(double p)
    {
        CheckProbability(p);
        // 1 - p and p - 1/2 are exact where they are used.
        if (p >= 0.5)
            return Magnitude(1 - p, p - 0.5, up: false);
        return p >= 0.25 ? -Magnitude(p, 0.5 - p, up: true) : -MagnitudeOfTail(p, up: true);
    }

    /// <summary>The quantile of 1 - q rounded down, for q known more accurately than 1 - q can be stored.</summary>
    public static double UpperTailQuantileLower(double q)
    {
        CheckProbability(q);
        if (q > 0.5)
            return -Magnitude(1 - q, q - 0.5, up: true);
        return q >= 0.25 ? Magnitude(q, 0.5 - q, up: false) : MagnitudeOfTail(q, up: false);
    }

    private static double Magnitude(double tail, double centre, bool up) =>
        centre == 0 ? 0 : tail < 0.25 ? MagnitudeOfTail(tail, up) : MagnitudeOfCentre(centre, up);

    /// <summary>z with P(0 &lt; Z &lt;= z) = centre, 0 &lt; centre &lt;= 1/4, rounded up or down.</summary>
    private static double MagnitudeOfCentre(double centre, bool up)
    {
        const double slack = 2e-15;
        double z = centre * Math.Sqrt(2 * Math.PI);
        for (int i = 0; i < 50; i++)
        {
            double step = (centre - Central(z)) / Density(z);
            z += step;
            if (Math.Abs(step) <= 2e-16 * z)
                break;
        }

        while (up ? Central(z) * (1 - slack) < centre : Central(z) * (1 + slack) > centre)
            z *= up ? 1 + slack : 1 - slack;
        return z;
    }

    /// <summary>z with P(Z &gt; z) = tail, 0 &lt; tail &lt; 1/4, rounded up or down.</summary>
    private static double MagnitudeOfTail(double tail, bool up)
    {
        double target = Math.Log(tail);
        double z = Math.Sqrt(-2 * target);
        for (int i = 0; i < 100; i++)
        {
            double log = LogUpperTail(z);
            double step = (log - target) * Math.Exp(log + z * z / 2 + LogRootTwoPi);
            z += step;
            if (Math.Abs(step) <= 2e-16 * z)
                break;
        }

        double slack = 2e-15 * (10 - target);
        while (up ? LogUpperTail(z) + slack > target : LogUpperTail(z) - slack < target)
            z *= up ? 1 + Math.Max(slack / (z * z), 3e-16) : 1 - Math.Max(slack / (z * z), 3e-16);
        return z;
    }

    private static double Density(double z) => Math.Exp(-z * z / 2 - LogRootTwoPi);

    /// <summary>P(0 &lt; Z &lt;= z) = density(z) (z + z^3/3 + z^5/(3 5) + ...): positive terms, for small z &gt; 0.</summary>
    private static double Central(double z)
    {
        double term = z, sum = z;
        for (int j = 3; term > 1e-18 * sum; j += 2)
        {
            term *= z * z / j;
            sum += term;
        }

        return sum * Density(z);
    }

    private static double LogUpperTail(double z)
    {
        if (z <= SeriesUpTo)
            return Math.Log(0.5 - Central(z));
        // Laplace's continued fraction: density(z) / (z + 1/(z + 2/(z + 3/(z + ...)))).
        double fraction = z;
        for (int j = 100; j >= 1; j--)
            fraction = z + j / fraction;
        return -z * z / 2 - LogRootTwoPi - Math.Log(fraction);
    }

    private static void CheckProbability(double p)
    {
        if (!(p > 0 && p < 1))
            throw new ArgumentOutOfRangeException(nameof(p), $"A quantile needs a probability in (0, 1), got {p}.");
    }
}
