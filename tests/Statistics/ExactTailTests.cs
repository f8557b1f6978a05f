using System.Numerics;
using Audit.Records.Statistics;
using MathNet.Numerics.Distributions;
using Binomial = Audit.Records.Statistics.Binomial;

namespace Audit.Tests.Statistics;

/// <summary>Bounds against the binomial sum in exact integer arithmetic: a double is a rational number.</summary>
public class ExactTailTests
{
    private static readonly int[] Sizes = [1, 2, 3, 7, 10, 33, 60];
    private static readonly double[] Alphas = [0.4, 0.05, 0.001, 1e-9];

    [Fact]
    public void LowerBound_ExactTailAtTheBound_IsAtMostAlphaAndJustAboveItIsNot()
    {
        foreach ((int k, int n, double alpha) in Cases())
        {
            if (k == 0)
                continue;
            double bound = Binomial.LowerBound(k, n, alpha);
            Assert.True(UpperTailAtMost(k, n, bound, alpha), $"{k} of {n} at {alpha}: {bound:R} is not safe");
            if (bound * (1 + 1e-12) < 1)
                Assert.False(UpperTailAtMost(k, n, bound * (1 + 1e-12), alpha), $"{k} of {n} at {alpha}: {bound:R} is loose");
        }
    }

    [Fact]
    public void UpperBound_ExactTailAtTheBound_IsAtMostAlphaAndJustBelowItIsNot()
    {
        foreach ((int k, int n, double alpha) in Cases())
        {
            if (k == n)
                continue;
            double bound = Binomial.UpperBound(k, n, alpha);
            // P(X <= k) = 1 - P(X >= k + 1)
            Assert.True(LowerTailAtMost(k, n, bound, alpha), $"{k} of {n} at {alpha}: {bound:R} is not safe");
            Assert.False(LowerTailAtMost(k, n, bound * (1 - 1e-12), alpha), $"{k} of {n} at {alpha}: {bound:R} is loose");
        }
    }

    [Fact]
    public void TwoSidedPValue_EveryCount_IsTheExactSumOfNoLikelierCounts()
    {
        foreach (int n in Sizes)
            for (int k = 0; k <= n; k++)
            {
                double exact = Enumerable.Range(0, n + 1).Where(j => Choose(n, j) <= Choose(n, k))
                    .Sum(j => (double)Choose(n, j)) * Math.Pow(2, -n);
                Assert.Equal(1, Binomial.TwoSidedPValue(k, n, 0.5) / exact, 12);
            }
    }

    [Fact]
    public void LowerBound_AgainstMathNetsBetaQuantile_AgreesWhereThatConverges()
    {
        foreach ((int k, int n) in new[] { (3, 10), (55, 100), (700, 1000), (9000, 10_000) })
            Assert.Equal(Beta.InvCDF(k, n - k + 1, 0.001), Binomial.LowerBound(k, n, 0.001), 1e-7);
    }

    private static IEnumerable<(int K, int N, double Alpha)> Cases() =>
        from n in Sizes from alpha in Alphas from k in Enumerable.Range(0, n + 1) select (k, n, alpha);

    private static bool UpperTailAtMost(int k, int n, double p, double alpha) => TailAtMost(k, n, n, p, alpha);

    private static bool LowerTailAtMost(int k, int n, double p, double alpha) => TailAtMost(0, k, n, p, alpha);

    /// <summary>Sum over j in from..to of C(n,j) p^j (1-p)^(n-j) against alpha, without rounding.</summary>
    private static bool TailAtMost(int from, int to, int n, double p, double alpha)
    {
        (BigInteger numerator, int shift) = Rational(p);
        BigInteger complement = (BigInteger.One << shift) - numerator, sum = 0;
        for (int j = from; j <= to; j++)
            sum += Choose(n, j) * BigInteger.Pow(numerator, j) * BigInteger.Pow(complement, n - j);
        (BigInteger alphaNumerator, int alphaShift) = Rational(alpha);
        return sum << alphaShift <= alphaNumerator << (shift * n);
    }

    private static (BigInteger Numerator, int Shift) Rational(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        return ((bits & 0xFFFFFFFFFFFFF) | (1L << 52), 1075 - exponent);
    }

    private static BigInteger Choose(int n, int k)
    {
        BigInteger result = 1;
        for (int i = 1; i <= k; i++)
            result = result * (n - k + i) / i;
        return result;
    }
}
