namespace Audit.Records.Statistics;

/// <summary>Ends of the confidence sequence {p : <see cref="KtRatio"/> against p below 1/alpha}, rounded outward.</summary>
/// <remarks>
/// With probability at least 1 - alpha the true p lies between both ends at every n at once, so the largest lower end and the
/// smallest upper end seen so far may be used together. The log ratio is convex in p and in log p: Newton's steps come from
/// outside by themselves, and what is returned has been checked with the ratio's own error bound.
/// </remarks>
public static class KtBound
{
    private const int MaxSteps = 200;

    /// <summary>The smallest p that k successes in n trials do not reject, rounded down.</summary>
    public static double Lower(long k, long n, double alpha)
    {
        Check(k, n, alpha);
        if (k == 0)
            return 0;
        double target = -Math.Log(alpha), reach = target + 0.5 * Math.Log(n) + 1;
        double p = (double)k / n * Math.Exp(-reach / k - Math.Sqrt(2 * reach / k)), slope = k;
        for (int i = 0; i < MaxSteps; i++)
        {
            // d log ratio / d log p, negative below k/n.
            slope = (k - n * p) / (1 - p);
            double next = p * Math.Exp((KtRatio.Log(k, n, p, out _) - target) / slope);
            bool settled = Math.Abs(next - p) <= 4e-16 * p;
            p = next;
            if (settled)
                break;
        }

        while (p > 0 && KtRatio.Log(k, n, p, out double error) - error < target)
            p = Math.Min(Math.BitDecrement(p), p * (1 - error / slope));
        return p;
    }

    /// <summary>The largest p that k successes in n trials do not reject, rounded up.</summary>
    public static double Upper(long k, long n, double alpha)
    {
        Check(k, n, alpha);
        if (k == n)
            return 1;
        double target = -Math.Log(alpha), reach = target + 0.5 * Math.Log(n) + 1;
        double p = (k + reach + Math.Sqrt(2 * reach * k)) / n;
        if (!(p < 1))
            p = (1 + (double)k / n) / 2;
        double slope = n;
        for (int i = 0; i < MaxSteps; i++)
        {
            slope = (n - k) / (1 - p) - k / p;
            double next = p - (KtRatio.Log(k, n, p, out _) - target) / slope;
            if (!(next < 1))
                next = (1 + p) / 2;
            bool settled = Math.Abs(next - p) <= 4e-16 * p;
            p = next;
            if (settled || p >= 1)
                break;
        }

        while (p < 1 && KtRatio.Log(k, n, p, out double error) - error < target)
            p = Math.Max(Math.BitIncrement(p), p + error / slope);
        return Math.Min(p, 1);
    }

    private static void Check(long k, long n, double alpha)
    {
        if (n < 1)
            throw new ArgumentOutOfRangeException(nameof(n), $"n must be at least 1, got {n}.");
        if (k < 0 || k > n)
            throw new ArgumentOutOfRangeException(nameof(k), $"k must be in 0..n = {n}, got {k}.");
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), $"alpha must be in (0, 1), got {alpha}.");
    }
}
