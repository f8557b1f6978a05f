namespace Audit.Records.Statistics;

/// <summary>What n certificates, each wrong with probability at most alpha, prove about all their images together.</summary>
/// <remarks>
/// Call an image robust when its smoothed classifier has the label's class with a probability above p0(R): a property of the
/// image alone. Given the image, let "certified" happen with probability at most alpha if it is not robust, and "refuted"
/// with probability at most alpha if it is; noise is independent between images.
/// </remarks>
public static class CertifiedShare
{
    /// <summary>The most false certificates among n to be reckoned with: exceeded with probability at most 1 -
    /// confidence.</summary>
    /// <remarks>Given the images, false certificates are independent events of probability at most alpha, at most n of them, so
    /// their number is stochastically below Binomial(n, alpha). At least (certified - this) of these very images are
    /// robust.</remarks>
    public static long MostFalse(long n, double alpha, double confidence)
    {
        for (long most = 0; most < n; most++)
        {
            if (Math.Exp(BinomialTail.LogUpper(most + 1, n, alpha, out double error) + error) <= 1 - confidence)
                return most;
        }

        return n;
    }

    /// <summary>Interval for the share of robust images in the population that the n images were drawn from
    /// independently.</summary>
    /// <remarks>
    /// Let s be that share. One random image is certified with probability c = s P(certified | robust) + (1 - s) P(certified |
    /// not) &lt;= s + (1 - s) alpha, so s &gt;= (c - alpha) / (1 - alpha). Image sampling and noise together make the n outcomes
    /// independent with probability c, so Clopper-Pearson's lower bound on c carries both. In the same way 1 - s &gt;= (r -
    /// alpha) / (1 - alpha) for the probability r of being refuted. Each side fails with probability at most (1 - confidence) /
    /// 2.
    /// </remarks>
    /// <param name="certified">Images certified for their label.</param>
    /// <param name="refuted">Images shown not to be robust.</param>
    public static (double Low, double High) Population(long certified, long refuted, long n, double alpha, double confidence)
    {
        if (n == 0)
            return (0, 1);
        double side = (1 - confidence) / 2;
        return (Least(certified), 1 - Least(refuted));

        double Least(long count) => Math.Max(0, (Binomial.LowerBound(count, n, side) - alpha) / (1 - alpha) - 1e-15);
    }
}
