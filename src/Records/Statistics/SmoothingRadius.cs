namespace Audit.Records.Statistics;

/// <summary>What the votes of a smoothed classifier prove (Cohen et al. 2019, CERTIFY): an L2 radius or nothing.</summary>
/// <param name="PALower">Lower confidence bound on the probability of the selected class, rounded down.</param>
/// <param name="Radius">L2 radius in pixel units, rounded down; null when the votes prove none (PALower at most 1/2).</param>
public readonly record struct SmoothingRadius(double PALower, double? Radius)
{
    /// <summary>The radius that <paramref name="count"/> of <paramref name="n"/> votes certify.</summary>
    /// <param name="alpha">Probability with which the statement may be wrong.</param>
    /// <param name="sigma">Standard deviation of the noise, pixel units.</param>
    /// <remarks>Differs from the paper's code: bound and quantile are rounded down. The quantile is taken at the upper bound
    /// of the failure probability, since 1 - p near one keeps too few digits for a radius to twelve.
    /// Within 1e-12 relative of the exact radius, save next to p = 1/2, where it is within 1e-15 sigma.</remarks>
    public static SmoothingRadius FromVotes(long count, long n, double alpha, double sigma)
    {
        if (!(sigma > 0 && double.IsFinite(sigma)))
            throw new ArgumentOutOfRangeException(nameof(sigma), $"sigma must be positive and finite, got {sigma}.");
        double pALower = Binomial.LowerBound(count, n, alpha);
        double missUpper = Binomial.UpperBound(n - count, n, alpha);
        if (!(pALower > 0.5 && missUpper < 0.5))
            return new(pALower, null);
        double radius = sigma * Gaussian.UpperTailQuantileLower(missUpper);
        return radius > 0 ? new(pALower, Math.BitDecrement(radius)) : new(pALower, null);
    }

    /// <summary>The largest radius that n votes can certify: sigma times the alpha^(1/n) quantile; 0 where none can.</summary>
    public static double Ceiling(long n, double alpha, double sigma) => FromVotes(n, n, alpha, sigma).Radius ?? 0;

    /// <summary>The smallest n for which unanimous votes certify anything: alpha^(1/n) &gt; 1/2.</summary>
    public static int SmallestUsefulN(double alpha)
    {
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), $"alpha must be in (0, 1), got {alpha}.");
        int n = 1;
        while (Math.ScaleB(alpha, n) <= 1) // exact: a power of two only moves the exponent
            n++;
        return n;
    }
}
