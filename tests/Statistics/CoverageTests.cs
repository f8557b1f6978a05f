using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Tests.Statistics;

/// <summary>Seeded simulation and order: what a confidence bound promises, whatever its formula.</summary>
public class CoverageTests
{
    [Theory]
    [InlineData(100, .3)]
    [InlineData(100, .9)]
    [InlineData(1000, .52)]
    [InlineData(500, .97)]
    public void LowerBound_TenThousandDraws_CoversAtLeastOneMinusAlpha(int n, double p)
    {
        const int draws = 10_000;
        const double alpha = 0.05;
        Random random = new(20240 + n);
        double[] bounds = [.. Enumerable.Range(0, n + 1).Select(k => Binomial.LowerBound(k, n, alpha))];
        double[] uppers = [.. Enumerable.Range(0, n + 1).Select(k => Binomial.UpperBound(k, n, alpha))];
        int below = 0, above = 0;
        for (int i = 0; i < draws; i++)
        {
            int k = 0;
            for (int j = 0; j < n; j++)
                k += random.NextDouble() < p ? 1 : 0;
            below += bounds[k] <= p ? 1 : 0;
            above += uppers[k] >= p ? 1 : 0;
        }

        double least = draws * (1 - alpha - 4 * Math.Sqrt(alpha * (1 - alpha) / draws));
        Assert.True(below >= least, $"lower bound covered {below} of {draws}");
        Assert.True(above >= least, $"upper bound covered {above} of {draws}");
        // Exact, not merely valid: the discreteness of k loses some coverage, but never all of it.
        Assert.True(below < draws && above < draws);
    }

    [Fact]
    public void LowerBound_MoreVotes_NeverLowersIt()
    {
        foreach (int n in new[] { 5, 100, 1000 })
        {
            double last = -1;
            for (int k = 0; k <= n; k++)
            {
                double bound = Binomial.LowerBound(k, n, 0.001);
                Assert.True(bound > last && bound < Math.Max((double)k / n, double.Epsilon));
                last = bound;
            }
        }
    }

    [Fact]
    public void LowerBound_SmallerAlpha_LowersItStrictly()
    {
        double last = 1;
        foreach (double alpha in new[] { .5, .1, .01, 1e-3, 1e-6, 1e-12, 1e-100, 1e-300 })
        {
            double bound = Binomial.LowerBound(900, 1000, alpha);
            Assert.True(bound < last && bound > 0, $"alpha {alpha}: {bound:R}");
            last = bound;
        }
    }

    [Fact]
    public void FromVotes_MoreVotes_NeverShrinksTheRadius()
    {
        double last = 0;
        for (int k = 500; k <= 1000; k++)
        {
            double radius = GaussianVotes.Of(k, 1000, 0.001, 0.25).Radius ?? 0;
            Assert.True(radius >= last);
            last = radius;
        }

        Assert.Equal(Votes.CeilingOf(1000, 0.001, new GaussianL2(0.25)), last);
    }

    [Fact]
    public void Interval_IsTheTwoOneSidedBoundsAtHalfAlpha_AndContainsTheShare()
    {
        (double low, double high) = Binomial.Interval(374, 500);
        Assert.Equal(Binomial.LowerBound(374, 500, .025), low, 12);
        Assert.Equal(Binomial.UpperBound(374, 500, .025), high, 12);
        Assert.InRange(.748, low, high);
        Assert.Equal((0, 1), Binomial.Interval(0, 0));
    }

    [Theory]
    [InlineData(-1, 10, .05)]
    [InlineData(11, 10, .05)]
    [InlineData(1, 0, .05)]
    [InlineData(1, 10, 0)]
    [InlineData(1, 10, 1)]
    [InlineData(1, 10, double.NaN)]
    public void LowerBound_ArgumentsOutOfRange_Throws(long k, long n, double alpha) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.LowerBound(k, n, alpha));
}
