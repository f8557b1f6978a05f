using Audit.Records.Statistics;

namespace Audit.Records.Certificates;

/// <summary>Votes as a test of "the class has a probability of at most Phi(R / sigma)", the hypothesis that a certificate at R
/// rejects.</summary>
public static class RobustnessTest
{
    /// <summary>More than the relative error of a normal tail and its argument.</summary>
    private const double Slack = 1e-12;

    /// <summary>The p-value of a fixed number of votes: P(Binomial(n, p0) &gt;= count), rounded up.</summary>
    public static double PValue(long count, long n, double radius, double sigma)
    {
        if (count == 0)
            return 1;
        // Counted as misses, whose probability is known to full relative accuracy; a smaller one makes the p-value larger.
        double miss = Gaussian.UpperTail(radius / sigma) * (1 - Slack);
        return Math.Min(1, Math.Exp(BinomialTail.LogLower(n - count, n, miss, out double error) + error));
    }

    /// <summary>A p-value that holds at every stopping time: the inverse <see cref="KtRatio"/>, rounded up.</summary>
    /// <remarks>Under the hypothesis the true miss rate is at least the tested one. While the share of misses is below both, the ratio
    /// against the true rate is the larger: it ever reaches 1/u with probability at most u (Ville).</remarks>
    public static double AnytimePValue(long count, long samples, double radius, double sigma)
    {
        double miss = Gaussian.UpperTail(radius / sigma) * (1 - Slack);
        if (samples == 0 || !(samples - count < miss * samples))
            return 1;
        double log = KtRatio.Log(samples - count, samples, miss, out double error);
        return Math.Min(1, Math.Exp(error - log));
    }

    /// <summary>Whether a fixed number of votes shows that the class has a probability of at most Phi(R / sigma); wrong with
    /// probability at most alpha.</summary>
    public static bool Refutes(long count, long n, double alpha, double radius, double sigma) =>
        Binomial.LowerBound(n - count, n, alpha) >= Gaussian.UpperTail(radius / sigma) * (1 + Slack);

    /// <summary>The same from votes at the best moment of a sequence that could stop at any.</summary>
    public static bool RefutesAnytime(long count, long samples, double alpha, double radius, double sigma) =>
        KtBound.Lower(samples - count, samples, alpha) >= Gaussian.UpperTail(radius / sigma) * (1 + Slack);
}
