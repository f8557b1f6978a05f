using Audit.Records.Statistics;

namespace Audit.Records.Certificates;

/// <summary>Votes as a test of "noise misses the class with at least this probability", the hypothesis that a certificate
/// rejects: the miss rate is <see cref="NoiseModel.MissAt"/> a radius.</summary>
public static class RobustnessTest
{
    /// <summary>The p-value of a fixed number of votes: P(Binomial(n, 1 - miss) &gt;= count), rounded up.</summary>
    public static double PValue(long count, long n, double miss)
    {
        if (count == 0)
            return 1;
        if (miss == 0)
            return 1; // beyond the largest radius that any votes can certify
        // Counted as misses, whose probability is known to full relative accuracy; a smaller one makes the p-value larger.
        return Math.Min(1, Math.Exp(BinomialTail.LogLower(n - count, n, miss * (1 - NoiseModel.Slack), out double error)
            + error));
    }

    /// <summary>A p-value that holds at every stopping time: the inverse <see cref="KtRatio"/>, rounded up.</summary>
    /// <remarks>Under the hypothesis the true miss rate is at least the tested one. While the share of misses is below both, the
    /// ratio against the true rate is the larger: it ever reaches 1/u with probability at most u (Ville).</remarks>
    public static double AnytimePValue(long count, long samples, double miss)
    {
        miss *= 1 - NoiseModel.Slack;
        if (samples == 0 || !(samples - count < miss * samples))
            return 1;
        double log = KtRatio.Log(samples - count, samples, miss, out double error);
        return Math.Min(1, Math.Exp(error - log));
    }

    /// <summary>Whether a fixed number of votes shows that noise misses the class with at least this probability; wrong with
    /// probability at most alpha.</summary>
    public static bool Refutes(long count, long n, double alpha, double miss) =>
        Binomial.LowerBound(n - count, n, alpha) >= miss * (1 + NoiseModel.Slack);

    /// <summary>The same from votes at the best moment of a sequence that could stop at any.</summary>
    public static bool RefutesAnytime(long count, long samples, double alpha, double miss) =>
        KtBound.Lower(samples - count, samples, alpha) >= miss * (1 + NoiseModel.Slack);
}
