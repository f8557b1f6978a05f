namespace Audit.Records.Statistics;

/// <summary>Exact (Clopper-Pearson) bounds and tests for k successes in n independent trials.</summary>
/// <remarks>
/// Every bound is on the safe side: the interval it returns contains the exact one, and differs from it by less than
/// 1e-12 relative for n up to 1,000,000. log P is concave in the unknown, so that Newton's steps come from the safe side
/// by themselves; what is returned has in addition been checked against the tail with the tail's own error bound.
/// </remarks>
public static class Binomial
{
    private const int MaxSteps = 200;

    /// <summary>Largest p with P(X &gt;= k | p) &lt;= alpha, rounded down: with probability 1 - alpha the true p is above
    /// it.</summary>
    public static double LowerBound(long k, long n, double alpha)
    {
        Check(k, n, alpha);
        if (k == 0)
            return 0;
        if (k == n)
            return Math.Exp(Math.Log(alpha) / n) * (1 - RootError(alpha, n));
        double target = Math.Log(alpha);
        double p = k / (n + 1.0), slope = k;
        for (int i = 0; i < MaxSteps; i++)
        {
            // In log p: d log P(X >= k) / d log p = k P(X = k) / P(X >= k).
            double tail = BinomialTail.LogUpper(k, n, p, out _);
            slope = k * Math.Exp(BinomialTail.LogPmf(k, n, p) - tail);
            double next = Math.Min(p * Math.Exp((target - tail) / slope), Math.BitDecrement(1.0));
            bool settled = Math.Abs(next - p) <= 4e-16 * p;
            p = next;
            if (settled)
                break;
        }

        while (p > 0 && BinomialTail.LogUpper(k, n, p, out double error) + error > target)
            p = Math.Min(Math.BitDecrement(p), p * (1 - error / slope));
        return p;
    }

    /// <summary>Smallest p with P(X &lt;= k | p) &lt;= alpha, rounded up: with probability 1 - alpha the true p is below
    /// it.</summary>
    public static double UpperBound(long k, long n, double alpha)
    {
        Check(k, n, alpha);
        if (k == n)
            return 1;
        if (k == 0)
            return Math.Min(1, -Logarithms.ExpMinusOne(Math.Log(alpha) / n) * (1 + RootError(alpha, n)));
        double target = Math.Log(alpha);
        double p = (k + 1) / (n + 1.0);
        double slope = n;
        if (p == 1)
            p = 0.5;
        for (int i = 0; i < MaxSteps; i++)
        {
            // d log P(X <= k) / dp = -(n - k) P(X = k) / ((1 - p) P(X <= k)).
            double tail = BinomialTail.LogLower(k, n, p, out _);
            slope = (n - k) / (1 - p) * Math.Exp(BinomialTail.LogPmf(k, n, p) - tail);
            double step = (tail - target) / slope;
            double next = p + step < 1 ? Math.Max(p + step, p / 2) : (1 + p) / 2;
            bool settled = Math.Abs(next - p) <= 4e-16 * p;
            p = next;
            if (settled || p >= 1)
                break;
        }

        while (p < 1 && BinomialTail.LogLower(k, n, p, out double error) + error > target)
            p = Math.Max(Math.BitIncrement(p), p + error / slope);
        return Math.Min(p, 1);
    }

    /// <summary>Two-sided Clopper-Pearson interval: each side fails with probability at most (1 - confidence) / 2.</summary>
    public static (double Low, double High) Interval(long k, long n, double confidence = 0.95) =>
        n == 0 ? (0, 1) : (LowerBound(k, n, (1 - confidence) / 2), UpperBound(k, n, (1 - confidence) / 2));

    /// <summary>Exact two-sided p-value of "success has probability p": the total probability of the counts that are no
    /// likelier than k. PREDICT (Cohen et al. 2019) uses it with p = 1/2 for the two leading classes.</summary>
    public static double TwoSidedPValue(long k, long n, double p = 0.5)
    {
        Check(k, n, p);
        double here = BinomialTail.LogPmf(k, n, p);
        double mean = n * p;
        if (k == mean)
            return 1;
        // Equal likelihoods (p = 1/2) must count as equal although computed with rounding.
        double limit = here + 1e-7;
        bool above = k > mean;
        long near = above ? 0 : (long)Math.Ceiling(mean), far = above ? (long)Math.Floor(mean) : n;
        // The likelihood is monotone on the other side of the mean: bisect for the part that is no likelier.
        long low = near, high = far + 1;
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            bool unlikely = BinomialTail.LogPmf(middle, n, p) <= limit;
            if (above == unlikely)
                low = middle + 1;
            else
                high = middle;
        }

        double own = above ? Upper(k) : Lower(k);
        double other = above ? (low == 0 ? 0 : Lower(low - 1)) : (low > n ? 0 : Upper(low));
        return Math.Min(1, own + other);

        double Upper(long from) => from == 0 ? 1 : Math.Exp(BinomialTail.LogUpper(from, n, p, out _));
        double Lower(long to) => to == n ? 1 : Math.Exp(BinomialTail.LogLower(to, n, p, out _));
    }

    /// <summary>Relative error of alpha^(1/n) as computed through logarithms, and of its complement.</summary>
    private static double RootError(double alpha, long n) => 5e-16 * (1 - Math.Log(alpha) / n);

    private static void Check(long k, long n, double probability)
    {
        if (n < 1)
            throw new ArgumentOutOfRangeException(nameof(n), $"n must be at least 1, got {n}.");
        if (k < 0 || k > n)
            throw new ArgumentOutOfRangeException(nameof(k), $"k must be in 0..n = {n}, got {k}.");
        if (!(probability > 0 && probability < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), $"A probability must be in (0, 1), got {probability}.");
    }
}
