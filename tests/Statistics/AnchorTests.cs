using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Tests.Statistics;

/// <summary>Published and independently recomputed anchors at alpha = 0.001.</summary>
public class AnchorTests
{
    private const double Alpha = 0.001;

    [Theory]
    [InlineData(99, 100, .9113731113, 1.34925904)]
    [InlineData(100, 100, .9332543008, 1.50047502)]
    [InlineData(198, 200, .9451342463, 1.59940110)]
    [InlineData(200, 200, .9660508790, 1.82568156)]
    [InlineData(990, 1000, .9760361872, 1.97800958)]
    [InlineData(1000, 1000, .9931160484, 2.46326261)]
    [InlineData(9900, 10_000, .9865311593, 2.21241967)]
    [InlineData(10_000, 10_000, .9993094630, 3.19857751)]
    [InlineData(90_000, 100_000, .8970364962, 1.26484469)]
    [InlineData(99_000, 100_000, .9889893404, 2.28999996)]
    [InlineData(99_999, 100_000, .9999076697, 3.73912667)]
    [InlineData(100_000, 100_000, .9999309248, 3.81145656)]
    public void FromVotes_Anchor_BoundAndRadius(long count, long n, double pALower, double radiusOverSigma)
    {
        Votes radius = GaussianVotes.Of(count, n, Alpha, 0.5);
        Assert.Equal(pALower, radius.PLower, 10);
        Assert.Equal(radiusOverSigma, radius.Radius!.Value / 0.5, 8);
    }

    [Fact]
    public void FromVotes_AbstainBoundaryAtHundredThousand_IsBetween50489And50490()
    {
        Assert.Equal(.4999989, Binomial.LowerBound(50_489, 100_000, Alpha), 7);
        Assert.Null(GaussianVotes.Of(50_489, 100_000, Alpha, 1).Radius);
        Assert.NotNull(GaussianVotes.Of(50_490, 100_000, Alpha, 1).Radius);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(.25, 14)]
    [InlineData(.5, 19)]
    [InlineData(1, 40)]
    [InlineData(1.5, 100)]
    [InlineData(2, 301)]
    [InlineData(2.5, 1109)]
    [InlineData(3, 5114)]
    [InlineData(3.5, 29_691)]
    public void Ceiling_SmallestUnanimousN_ReachesTheRadiusAndOneLessDoesNot(double radiusOverSigma, int n)
    {
        Assert.True(Votes.CeilingOf(n, Alpha, new GaussianL2(1)) > radiusOverSigma);
        Assert.False(Votes.CeilingOf(n - 1, Alpha, new GaussianL2(1)) > radiusOverSigma);
    }

    [Theory]
    [InlineData(.05, 5)]
    [InlineData(.001, 10)]
    [InlineData(.0009765625, 11)] // exactly 2^-10: ten votes give exactly 1/2, which is not enough
    public void SmallestUsefulN_KnownAlpha(double alpha, int n)
    {
        Assert.Equal(n, Votes.SmallestUseful(alpha));
        Assert.NotNull(GaussianVotes.Of(n, n, alpha, 1).Radius);
        Assert.Null(GaussianVotes.Of(n - 1, n - 1, alpha, 1).Radius);
    }

    [Theory]
    [InlineData(11, 11)]
    [InlineData(100, 67)]
    [InlineData(1000, 553)]
    public void TwoSidedPValue_SmallestCountThatPredictCanAnswerWith(long n, long smallest)
    {
        Assert.True(Binomial.TwoSidedPValue(smallest, n, 0.5) <= Alpha);
        Assert.True(Binomial.TwoSidedPValue(smallest - 1, n, 0.5) > Alpha);
    }

    [Fact]
    public void TwoSidedPValue_TenVotes_CanNeverAnswer() =>
        Assert.All(Enumerable.Range(0, 11), k => Assert.True(Binomial.TwoSidedPValue(k, 10, 0.5) > Alpha));
}
