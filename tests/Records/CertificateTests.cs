using Audit.Records.Certificates;

namespace Audit.Tests.Records;

public class CertificateTests
{
    private static readonly Votes Unanimous = new(Class: 3, Count: 100_000, N0: 100, N: 100_000, Alpha: 0.001,
        Noise: new GaussianL2(0.25));

    [Fact]
    public void FromVotes_AllVotesEqual_RadiusIsSigmaTimesQuantileOfAlphaToTheOneOverN()
    {
        Certificate certificate = new Certificate(Unanimous);
        Assert.Equal(new Certified(3), certificate.Verdict);
        Assert.Equal(0.25 * 3.811456563, certificate.Radius, 9);
        Assert.Equal(0.001, certificate.FailureProbability);
        Assert.Equal(Unanimous, certificate.Evidence);
    }

    [Fact]
    public void FromVotes_NonFiniteLogits_AbstainsWithThatReason()
    {
        Certificate certificate = new Certificate(Unanimous with { NonFinite = 1 });
        Assert.Equal(new Abstained("1 of 100100 samples had NaN or infinite logits"), certificate.Verdict);
        Assert.Equal(0, certificate.Radius);
        Assert.Null(certificate.Class);
    }

    [Theory]
    [InlineData(50_489, false)]
    [InlineData(50_490, true)]
    public void FromVotes_AtTheBoundary_AbstainsBelowHalf(long count, bool certified)
    {
        Certificate certificate = new Certificate(Unanimous with { Count = count });
        Assert.Equal(certified, certificate.Verdict is Certified);
        Assert.Equal(certified, certificate.Radius > 0);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(0)]
    public void FromVotes_SigmaNotPositive_Throws(double sigma) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianL2(sigma));

    [Theory]
    [InlineData(1e-300, true)]
    [InlineData(0, false)]
    [InlineData(-0.5, false)]
    [InlineData(double.NaN, false)]
    public void FromBounds_OnlyAPositiveMarginCertifies(double margin, bool certified)
    {
        Certificate certificate = new(new MarginEvidence(7, margin, "ibp", "float32", new(Norm.Linf, 8 / 255.0, Closed: true)));
        Assert.Equal(certified ? 7 : null, certificate.Class);
        Assert.Equal(new Region(Norm.Linf, certified ? 8 / 255.0 : 0, Closed: true), certificate.Region);
        Assert.Equal(0, certificate.FailureProbability);
    }

    [Fact]
    public void Radius_OfAnotherN_CanBeReadFromStoredVotes() =>
        Assert.True(GaussianVotes.Of(200, 200, 0.001, 0.25).Radius < new Certificate(Unanimous).Radius);
}
