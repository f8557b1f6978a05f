using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Rounding-error bounds with which a computation in float64 encloses the one in real numbers.</summary>
/// <remarks>
/// <para>Model: IEEE 754 double precision, rounding to nearest, u = 2^-53: each operation gives (a op b)(1 + d) + e with |d| at
/// most u and |e| at most 2^-1022, whether or not subnormal results are flushed to zero (Higham, Accuracy and Stability of
/// Numerical Algorithms, 2nd ed. 2002, section 2.2 and, for underflow, equation (2.8)).</para>
/// <para>Theorem used (the same, section 3.1 and Lemma 3.1): a sum of n products, computed in any order, with or without fused
/// multiply-adds, differs from the exact one by at most gamma_n times the sum of the absolute products, gamma_n = n u / (1 - n
/// u). Matrix products and convolutions of float64 tensors on the CPU are such sums (libtorch multiplies unfolded matrices; its
/// float64 convolutions use no Winograd transform). A sum of non-negative terms is therefore right to a relative gamma_n, and
/// dividing by 1 - gamma_n, here multiplying by more, gives an upper bound.</para>
/// <para>Differs: gamma_n is replaced by 1.01 n u, which is larger while n u is below 0.0099.</para>
/// </remarks>
public sealed class Rounding
{
    private const double U = 1.0 / (1L << 53);

    /// <summary>More than the underflow errors of 2^40 operations.</summary>
    internal const double Tiny = 1e-290;

    /// <summary>Errors of error terms: relative, for sums of up to 2^30 terms (gamma is then below 1.3e-7).</summary>
    internal const double Slack = 1 + 1e-6;

    // Held for TorchSharp, which frees a scalar that nobody holds, even while an operator reads it.
    private static readonly Scalar TwoU = 2 * U, HeldTiny = Tiny, Two = 2;

    private Rounding()
    {
    }

    /// <summary>The one way: float64, outward.</summary>
    public static Rounding Outward { get; } = new();

    /// <summary>Bound on the relative error of n roundings.</summary>
    /// <exception cref="ArgumentException">The network is beyond what the bound is proven for.</exception>
    internal static double Gamma(long n) => n < 1L << 30 ? 1.01 * n * U
        : throw new ArgumentException($"sums of {n} terms are beyond the rounding-error bound (2^30)");

    /// <summary>At most every number that rounds to x.</summary>
    /// <remarks>2u|x| is at least the distance to x's neighbour, so the difference, rounded, does not exceed that
    /// neighbour.</remarks>
    internal Tensor DownOf(Tensor x) => x - (x.abs() * TwoU + HeldTiny);

    /// <summary>At least every number that rounds to x.</summary>
    internal Tensor UpOf(Tensor x) => x + (x.abs() * TwoU + HeldTiny);

    /// <summary>Image of an interval under an affine map, widened by the error of computing it.</summary>
    /// <remarks>With centre c and radius r the exact image lies within |W| r of Wc + b. The computed Wc + b is off by at most
    /// gamma_(n+1) (|W||c| + |b|), n the longest sum; |W| (r + gamma |c|) + gamma |b| is one product more, not two.</remarks>
    internal Interval Affine(Interval x, AffineMap map)
    {
        var centre = (x.Lower + x.Upper) / Two;
        var radius = UpOf((x.Upper - centre).maximum(centre - x.Lower));
        using Scalar gamma = Gamma(map.Terms + 8);
        var spread = map.Sizes is null ? map.Magnitude(radius + centre.abs() * gamma)
            : map.Magnitude(radius) + map.Sizes(radius + centre.abs()) * gamma;
        if (map.Constant is { } b)
            spread = spread + b * gamma;
        return Around(map.Apply(centre), spread, map.Terms + 16);
    }

    /// <summary>[c - r, c + r] outward, where r, not negative, is right up to this many roundings.</summary>
    internal Interval Around(Tensor centre, Tensor radius, long roundings)
    {
        using Scalar slack = 1 + 2 * Gamma(roundings);
        var r = radius * slack + HeldTiny;
        return new Interval(DownOf(centre - r), UpOf(centre + r));
    }
}

/// <summary>Rounding where there is one to do; without it values stay as they were computed.</summary>
internal static class OptionalRounding
{
    internal static Tensor Down(this Rounding? rounding, Tensor x) => rounding is null ? x : rounding.DownOf(x);

    internal static Tensor Up(this Rounding? rounding, Tensor x) => rounding is null ? x : rounding.UpOf(x);

    internal static Interval Outward(this Rounding? rounding, Interval x) =>
        rounding is null ? x : new Interval(rounding.DownOf(x.Lower), rounding.UpOf(x.Upper));
}
