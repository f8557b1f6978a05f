namespace Audit.Records.Statistics;

/// <summary>Exact tests of two ways of trying the same things.</summary>
public static class PairedTest
{
    /// <summary>One-sided p-value of "the first succeeds no more often than the second" (McNemar's test, exact): the pairs on
    /// which they agree say nothing, and under the hypothesis each of the others favours the first with probability at most
    /// 1/2.</summary>
    /// <param name="onlyFirst">Pairs in which the first succeeded and the second did not.</param>
    /// <param name="onlySecond">The other way round.</param>
    public static double FirstIsBetter(long onlyFirst, long onlySecond) => AtLeast(onlyFirst, onlyFirst + onlySecond, 0.5);

    /// <summary>P(X >= k) for X binomial with n trials of probability p: the p-value of "the probability is at most p".</summary>
    public static double AtLeast(long k, long n, double p)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (k < 0 || k > n)
            throw new ArgumentOutOfRangeException(nameof(k), $"k must be in 0..n = {n}, got {k}.");
        if (!(p > 0 && p < 1))
            throw new ArgumentOutOfRangeException(nameof(p), $"A probability must be in (0, 1), got {p}.");
        return k == 0 ? 1 : Math.Min(1, Math.Exp(BinomialTail.LogUpper(k, n, p, out _)));
    }
}
