namespace Audit.Records.Statistics;

/// <summary>Likelihood ratio of the Krichevsky-Trofimov mixture to a Bernoulli(p) stream: what betting against p has
/// earned.</summary>
/// <remarks>
/// The mixture gives a stream with k successes in n trials the probability B(k + 1/2, n - k + 1/2) / B(1/2, 1/2): success rates
/// weighted by the arcsine law (Krichevsky and Trofimov 1981; for confidence sequences Voracek, arXiv:2406.17830, algorithm 2).
/// Under p the ratio is a martingale that starts at 1, so by Ville's inequality it ever reaches 1/alpha with probability at most
/// alpha, whenever and for whatever reason the stream is stopped. In p it falls up to k/n and rises after it: excluding p
/// excludes everything on the far side of p.
/// </remarks>
public static class KtRatio
{
    /// <summary>Logarithm of the ratio after k successes in n trials, 0 &lt; p &lt; 1. Its absolute error is below
    /// <c>error</c>.</summary>
    /// <remarks>With a(k) = C(2k, k) / 4^k the ratio is a(k) a(n - k) / P(Binomial(n, p) = k): no large logarithms of the gamma
    /// function are left to cancel.</remarks>
    public static double Log(long k, long n, double p, out double error)
    {
        double likelihood = BinomialTail.LogPmf(k, n, p);
        error = 4e-15 * (10 + Math.Abs(likelihood));
        return Central(k) + Central(n - k) - likelihood;
    }

    /// <summary>Whether the ratio is at least 1/alpha; in doubt it is not, and sampling goes on.</summary>
    public static bool Rejects(long k, long n, double p, double alpha) =>
        Log(k, n, p, out double error) - error >= -Math.Log(alpha);

    /// <summary>log(C(2k, k) / 4^k).</summary>
    private static double Central(long k) =>
        k == 0 ? 0 : StirlingError.At(2 * k) - 2 * StirlingError.At(k) - 0.5 * Math.Log(Math.PI * k);
}
