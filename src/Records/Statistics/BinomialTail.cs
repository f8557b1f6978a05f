namespace Audit.Records.Statistics;

/// <summary>Logarithms of binomial probabilities and tails, X ~ Binomial(n, p), with a bound on their own error.</summary>
internal static class BinomialTail
{
    /// <summary>log P(X = k), 0 &lt;= k &lt;= n, 0 &lt; p &lt; 1.</summary>
    public static double LogPmf(long k, long n, double p)
    {
        double q = 1 - p;
        if (k == 0)
            return n * Logarithms.OnePlus(-p);
        if (k == n)
            return n * (p > 0.5 ? Logarithms.OnePlus(-q) : Math.Log(p));
        // One rounding: k - np is the small difference of two large numbers.
        double excess = Math.FusedMultiplyAdd(-n, p, k);
        return StirlingError.At(n) - StirlingError.At(k) - StirlingError.At(n - k)
            - Deviance(k, n * p, excess) - Deviance(n - k, n * q, -excess)
            + 0.5 * Math.Log(n / (2 * Math.PI * k * (n - k)));
    }

    /// <summary>log P(X &gt;= k), k &gt;= 1. Its absolute error is below <c>error</c>.</summary>
    public static double LogUpper(long k, long n, double p, out double error) =>
        k > n * p ? Sum(k, n, p, up: true, out error)
                  : Logarithms.OneMinusExp(Sum(k - 1, n, p, up: false, out error));

    /// <summary>log P(X &lt;= k), k &lt;= n - 1. Its absolute error is below <c>error</c>.</summary>
    public static double LogLower(long k, long n, double p, out double error) =>
        k < n * p ? Sum(k, n, p, up: false, out error)
                  : Logarithms.OneMinusExp(Sum(k + 1, n, p, up: true, out error));

    /// <summary>Sums from k away from the mean: positive terms that shrink at least geometrically, so nothing cancels.</summary>
    private static double Sum(long k, long n, double p, bool up, out double error)
    {
        double odds = up ? p / (1 - p) : (1 - p) / p;
        double sum = 1, term = 1;
        long terms = 1;
        for (long j = k; up ? j < n : j > 0; terms++)
        {
            double ratio = up ? (double)(n - j) / (j + 1) * odds : (double)j / (n - j + 1) * odds;
            j += up ? 1 : -1;
            term *= ratio;
            sum += term;
            if (ratio < 1 && term * ratio < 1e-17 * sum * (1 - ratio))
                break;
        }

        double log = LogPmf(k, n, p) + Math.Log(sum);
        // A deviance loses a few roundings of itself, the logarithms a few of about 15. The j-th term carries 4 j roundings, and
        // the mean j is at most the sum; adding the terms up costs one rounding each.
        error = 2e-15 * (10 + Math.Abs(log)) + 5e-16 * sum + 1.2e-16 * terms;
        return log;
    }

    /// <summary>x log(x / m) + m - x, given excess = x - m; relative error a few units in the last place near x = m.</summary>
    private static double Deviance(double x, double m, double excess)
    {
        double v = excess / (x + m);
        if (Math.Abs(v) > 0.5)
            return x * Math.Log(x / m) - excess;
        double square = v * v, power = 2 * x * v, sum = excess * v;
        for (int j = 1; ; j++)
        {
            power *= square;
            double next = sum + power / (2 * j + 1);
            if (next == sum)
                return sum;
            sum = next;
        }
    }
}
