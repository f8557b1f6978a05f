using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Tests.Statistics;

/// <summary>Statements about many certificates at once.</summary>
public class DatasetStatisticsTests
{
    [Fact]
    public void Holm_WorkedExample_StopsAtTheFirstFailure()
    {
        // alpha = 0.05 over four: 0.0125, 0.016667, 0.025, 0.05; 0.03 fails, so 0.04 does too although it is below 0.05.
        Assert.Equal([true, false, false, true], Holm.Rejects([.01, .04, .03, .005], .05));
        Assert.Equal([false, true], Holm.Rejects([double.NaN, .02], .05));
        Assert.Empty(Holm.Rejects([], .05));
    }

    [Fact]
    public void MostFalse_IsTheBinomialQuantile()
    {
        Assert.Equal(2, CertifiedShare.MostFalse(500, .001, .95)); // P(X > 1) = 0.0901, P(X > 2) = 0.0144
        Assert.Equal(1, CertifiedShare.MostFalse(500, .001, .9));
        Assert.Equal(0, CertifiedShare.MostFalse(50, .001, .95)); // 1 - 0.999^50 = 0.0488
        Assert.Equal(1, CertifiedShare.MostFalse(52, .001, .95)); // 1 - 0.999^52 = 0.0507
    }

    [Fact]
    public void Population_WithAlphaZero_IsClopperPearsonOnBothSides()
    {
        (double low, double high) = CertifiedShare.Population(30, 60, 100, 1e-300, .95);
        Assert.Equal(Binomial.Interval(30, 100).Low, low, 12);
        Assert.Equal(1 - Binomial.Interval(60, 100).Low, high, 12);
        Assert.Equal((0, 1), CertifiedShare.Population(0, 0, 0, .001, .95));
    }

    [Theory]
    [InlineData(.6, .05)]
    [InlineData(.02, .1)]
    public void Population_WorstCaseCertifier_StillCovers(double share, double alpha)
    {
        // Every robust image certified, and as many of the others as alpha allows: the low end has nothing to spare.
        Random random = new(11);
        const int trials = 4000, images = 200;
        int low = 0, high = 0;
        for (int t = 0; t < trials; t++)
        {
            int certified = 0, refuted = 0;
            for (int i = 0; i < images; i++)
            {
                bool robust = random.NextDouble() < share, wrong = random.NextDouble() < alpha;
                certified += robust != wrong ? 1 : 0;
                refuted += robust != wrong ? 0 : 1;
            }

            (double Low, double High) interval = CertifiedShare.Population(certified, refuted, images, alpha, .9);
            low += interval.Low <= share ? 1 : 0;
            high += interval.High >= share ? 1 : 0;
        }

        double least = trials * (.95 - 4 * Math.Sqrt(.05 * .95 / trials));
        Assert.True(low >= least && high >= least, $"covered {low} and {high} of {trials}");
        Assert.True(Binomial.LowerBound(100, images, .05) > CertifiedShare.Population(100, 0, images, alpha, .9).Low);
    }

    [Theory]
    [InlineData(100, 100, .5)]
    [InlineData(950, 1000, .3)]
    [InlineData(50_490, 100_000, 0)]
    public void PValue_CrossesAlphaWhereTheCertificateCrossesTheRadius(long count, long n, double sigma)
    {
        const double alpha = .001;
        double radius = GaussianVotes.Of(count, n, alpha, sigma == 0 ? 1 : sigma).Radius!.Value;
        sigma = sigma == 0 ? 1 : sigma;
        Assert.True(RobustnessTest.PValue(count, n, Gaussian.UpperTail(radius * (1 - 1e-6) / sigma)) <= alpha);
        Assert.True(RobustnessTest.PValue(count, n, Gaussian.UpperTail(radius * (1 + 1e-6) / sigma)) > alpha);
    }

    [Fact]
    public void AnytimePValue_IsTheInverseRatio_AndOneOnTheWrongSide()
    {
        Assert.Equal(1 / Math.Exp(KtRatio.Log(5, 100, .5, out _)), RobustnessTest.AnytimePValue(95, 100, .5), 1e-9);
        Assert.Equal(1, RobustnessTest.AnytimePValue(40, 100, .5));
        Assert.Equal(1, RobustnessTest.AnytimePValue(0, 0, .5));
        // Paid for its freedom: larger than the exact test of the same votes.
        Assert.True(RobustnessTest.AnytimePValue(950, 1000, Gaussian.UpperTail(1)) > RobustnessTest.PValue(950, 1000,
            Gaussian.UpperTail(1)));
    }

    [Fact]
    public void Refutes_OnlyClearlyLowCounts()
    {
        Assert.True(RobustnessTest.Refutes(400, 1000, .001, .5));
        Assert.False(RobustnessTest.Refutes(500, 1000, .001, .5));
        Assert.True(RobustnessTest.RefutesAnytime(400, 1000, .001, .5));
        Assert.False(RobustnessTest.RefutesAnytime(490, 1000, .001, .5));
    }
}
