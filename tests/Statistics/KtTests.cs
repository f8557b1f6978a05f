using System.Numerics;
using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Tests.Statistics;

/// <summary>The Krichevsky-Trofimov ratio and its confidence sequence against exact arithmetic and published values.</summary>
public class KtTests
{
    private const double Alpha = 0.001;

    [Theory]
    [InlineData(0, 1, .5)]
    [InlineData(3, 7, .25)]
    [InlineData(0, 60, .75)]
    [InlineData(200, 200, .9375)]
    [InlineData(187, 200, .9375)]
    [InlineData(999, 2000, .0625)]
    public void Log_IsTheExactProductOfTheMixturesPredictions(int k, int n, double p)
    {
        // The mixture's prediction of a success after s of m is (s + 1/2) / (m + 1); the p of the cases are multiples of 1/16.
        BigInteger numerator = 1, denominator = 1, success = (int)(p * 16);
        for (int m = 0; m < n; m++)
        {
            int seen = m < k ? m : m - k; // first all successes, then all failures: the order does not matter
            numerator *= (2 * seen + 1) * 16;
            denominator *= 2 * (m + 1) * (m < k ? success : 16 - success);
        }

        double exact = BigInteger.Log(numerator) - BigInteger.Log(denominator);
        double log = KtRatio.Log(k, n, p, out double error);
        Assert.True(Math.Abs(log - exact) <= error + 1e-12, $"{log:R}, exact {exact:R}");
    }

    [Theory]
    [InlineData(1, .3)]
    [InlineData(50, .97)]
    [InlineData(3000, .5)]
    [InlineData(100_000, .9987)]
    public void Log_IsALikelihoodRatio_ItsMeanIsOne(int n, double p)
    {
        double mean = 0, likelihood = n * Math.Log(1 - p);
        for (int k = 0; k <= n; k++)
        {
            mean += Math.Exp(likelihood + KtRatio.Log(k, n, p, out _));
            likelihood += Math.Log((n - k) * p / ((k + 1) * (1 - p)));
        }

        Assert.Equal(1, mean, 1e-12 * (1 + n)); // the test's own sum of logarithms is the less exact part
    }

    [Theory]
    [InlineData(0, 13)]
    [InlineData(.25, 18)]
    [InlineData(.5, 25)]
    [InlineData(1, 55)]
    [InlineData(1.5, 145)]
    [InlineData(2, 459)]
    [InlineData(2.5, 1803)]
    [InlineData(3, 8904)]
    [InlineData(3.5, 55_634)]
    public void SmallestUnanimousN_DecidesTheRadiusAndOneLessDoesNot(double radiusOverSigma, int n)
    {
        Assert.True(SequentialVotes.CeilingOf(n, Alpha, new GaussianL2(1)) > radiusOverSigma);
        Assert.False(SequentialVotes.CeilingOf(n - 1, Alpha, new GaussianL2(1)) > radiusOverSigma);
        VoteSequence votes = new(top: 3, n0: 100, n: 100_000, Alpha, noise: new GaussianL2(0.5),
            new() { Decide = [radiusOverSigma / 2] });
        while (votes.Next(3))
        {
        }

        Assert.Equal(new Decision(radiusOverSigma / 2, DecisionKind.Certified, n), Assert.Single(votes.Evidence.Decisions));
        Assert.Equal((n, n, StopReason.Decided), (votes.Evidence.Count, votes.Evidence.Samples, votes.Evidence.Stopped));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 10)]
    [InlineData(1, 1000)]
    [InlineData(1000, 1000)]
    [InlineData(998, 1000)]
    [InlineData(22, 100_000)]
    [InlineData(60_000, 100_000)]
    public void Bounds_AreTheEndsOfWhatIsNotRejected_RoundedOutward(long k, long n)
    {
        foreach (double alpha in new[] { .3, .05, .001, 1e-9 })
        {
            double low = KtBound.Lower(k, n, alpha), high = KtBound.Upper(k, n, alpha), share = (double)k / n;
            Assert.True(low < share || (k == 0 && low == 0));
            Assert.True(high > share || (k == n && high == 1));
            if (k > 0)
            {
                Assert.True(KtRatio.Rejects(k, n, low, alpha));
                Assert.False(KtRatio.Rejects(k, n, low * (1 + 1e-12), alpha));
            }

            if (k < n)
            {
                Assert.True(KtRatio.Rejects(k, n, high, alpha));
                Assert.False(KtRatio.Rejects(k, n, Math.Max(share, high * (1 - 1e-12)), alpha));
            }

            Assert.Equal(1 - high, KtBound.Lower(n - k, n, alpha), 1e-12);
        }
    }

    [Fact]
    public void Rejects_AtATie_IsDecidedTheSafeWay()
    {
        // After one success the ratio against 1/2 is exactly 1; alpha = 1 - 2^-53 asks for the least bit more.
        Assert.Equal(0, KtRatio.Log(1, 1, .5, out double error), 1e-15);
        Assert.True(error > 0);
        Assert.False(KtRatio.Rejects(1, 1, .5, 1));
    }

    [Theory]
    [InlineData(.5)]
    [InlineData(.9)]
    [InlineData(.997)]
    public void Sequence_IsTheRunningIntersectionOfTheBounds(double p)
    {
        Random random = new(5);
        KtSequence sequence = new(Alpha);
        double low = 0, high = 1;
        for (int n = 1, k = 0; n <= 1500; n++)
        {
            bool happened = random.NextDouble() < p;
            k += happened ? 1 : 0;
            sequence.Add(happened);
            low = Math.Max(low, KtBound.Lower(k, n, Alpha));
            high = Math.Min(high, KtBound.Upper(k, n, Alpha));
            Assert.Equal(low, sequence.Low, 1e-12 * low);
            Assert.Equal(high, sequence.High, 1e-12 * high);
        }

        Tally lowAt = sequence.LowAt!.Value, highAt = sequence.HighAt!.Value;
        Assert.Equal(sequence.Low, KtBound.Lower(lowAt.Count, lowAt.Samples, Alpha));
        Assert.Equal(sequence.High, KtBound.Upper(highAt.Count, highAt.Samples, Alpha));
    }

    [Theory]
    [InlineData(-1, 10, .05)]
    [InlineData(11, 10, .05)]
    [InlineData(1, 0, .05)]
    [InlineData(1, 10, 0)]
    [InlineData(1, 10, double.NaN)]
    public void Bounds_ArgumentsOutOfRange_Throw(long k, long n, double alpha)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KtBound.Lower(k, n, alpha));
        Assert.Throws<ArgumentOutOfRangeException>(() => KtBound.Upper(k, n, alpha));
    }
}
