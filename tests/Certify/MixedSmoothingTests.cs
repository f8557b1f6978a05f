using Audit.Certify;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Statistics;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

public class MixedSmoothingTests
{
    private static readonly SmoothingOptions Options = new() { Sigma = 0.5, N = 3000 };

    [Fact]
    public void Certify_StandInThatIsTheNetwork_NeverDisagrees()
    {
        using var scope = NewDisposeScope();
        var network = FunctionClassifier.HalfSpace([1], 0);
        var certificate = new MixedSmoothing(network, network, Options, 1000).Certify(full([1, 1, 1], 0.5), 3, new Rng(1));
        var votes = (MixedVotes)certificate.Evidence;
        Assert.Equal(0, votes.Disagreements);
        Assert.Equal(1, certificate.Class);
        // The votes are those of CERTIFY on the same noise.
        Assert.Equal(((Votes)new Smoothing(network, Options).Certify(full([1, 1, 1], 0.5), 3, new Rng(1)).Evidence).Count,
            votes.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5000)] // more than are compared at once
    [InlineData(6000)]
    public void Certify_CountsWhatTheDefinitionsSay(long pairs)
    {
        using var scope = NewDisposeScope();
        var (exact, fast) = (FunctionClassifier.HalfSpace([1], 0.1f), FunctionClassifier.HalfSpace([1], 0));
        var votes = (MixedVotes)new MixedSmoothing(exact, fast, Options with { N = 6000 }, pairs)
            .Certify(full([1, 1, 1], 0.4), 3, new Rng(1)).Evidence;
        long count = 0, disagreements = 0;
        for (int k = 0; k < 6000; k++)
        {
            float[] z = new float[1];
            GaussianNoise.Fill(z, new Rng(1), new NoiseAddress(NoiseStream.Estimation, 3, k));
            float at = 0.4f + 0.5f * z[0];
            count += at > 0 ? 1 : 0;
            disagreements += k < pairs && at > 0 && !(at - 0.1f > 0) ? 1 : 0;
        }
        Assert.Equal((count, disagreements, pairs, 1), (votes.Count, votes.Disagreements, votes.Pairs, votes.Class));
    }

    [Fact]
    public void Certify_StandInThatNeverAgrees_Abstains()
    {
        using var scope = NewDisposeScope();
        var (exact, fast) = (FunctionClassifier.HalfSpace([1], 5), FunctionClassifier.HalfSpace([1], -5));
        var certificate = new MixedSmoothing(exact, fast, Options, 1000).Certify(full([1, 1, 1], 0.5), 3, new Rng(1));
        Assert.Null(certificate.Class);
        Assert.Equal(1000, ((MixedVotes)certificate.Evidence).Disagreements);
    }

    /// <summary>One NaN among unanimous votes, of either network: were it counted, for or against the class, the class would be
    /// certified.</summary>
    [Theory]
    [InlineData(17, -1)] // of the network, which sees the pairs only
    [InlineData(-1, 128 + 17)] // of the stand-in, on a pair; it has seen two blocks of 64 for the selection
    [InlineData(-1, 128 + 2900)] // of the stand-in alone
    [InlineData(-1, 5)] // while the class is selected
    public void Certify_OneNonFiniteLogit_Abstains(int exact, int fast)
    {
        using var scope = NewDisposeScope();
        Certificate Certify(int slow, int quick) => new MixedSmoothing(Unanimous.But(slow), Unanimous.But(quick), Options, 1024)
            .Certify(zeros([1, 1, 1]), 3, new Rng(1));
        var certificate = Certify(exact, fast);
        Assert.Contains("1 of ", Assert.IsType<Abstained>(certificate.Verdict).Reason, StringComparison.Ordinal);
        Assert.Equal(1, ((MixedVotes)certificate.Evidence).NonFinite);
        Assert.Equal(1, Certify(-1, -1).Class);
    }

    [Fact]
    public void Radius_HandWorked_IsThatOfTheSumOfTheTwoBounds()
    {
        // No miss in n and no disagreement in m: 1 - (alpha/2)^(1/n) and 1 - (alpha/2)^(1/m).
        var votes = new MixedVotes(0, 100_000, 100, 100_000, 0.001, new GaussianL2(1), 10_000, 0);
        double miss = 1 - Math.Pow(0.0005, 1e-5) + 1 - Math.Pow(0.0005, 1e-4);
        Assert.Equal(miss, votes.MissUpper, 1e-12);
        Assert.Equal(-Gaussian.QuantileLower(miss), votes.Radius!.Value, 1e-6);
        Assert.Equal(votes.Radius, MixedVotes.CeilingOf(100_000, 10_000, 0.001, new GaussianL2(1)));
        Assert.True(votes.Radius < Votes.CeilingOf(100_000, 0.001, new GaussianL2(1)));
    }

    [Theory]
    [InlineData(0, "1 to n = 3000")]
    [InlineData(3001, "1 to n = 3000")]
    [InlineData(5, "more pairs")]
    public void Validate_PairsThatCannotServe_AreRefused(long pairs, string why) =>
        Assert.Contains(why, MixedSmoothing.Validate(Options, pairs), StringComparison.Ordinal);

    [Fact]
    public void Record_HoldsAllThatItsRadiusRestsOn()
    {
        var votes = new MixedVotes(3, 990, 100, 1000, 0.001, new GaussianL2(0.25), 200, 1);
        var record = CertifyRecord.From(5, 3, new Certificate(votes));
        Assert.Equal(votes.Radius, record.Radius);
        Assert.Equal(new MixedPart { Pairs = 200, Disagreements = 1, DisagreementUpper = Binomial.UpperBound(1, 200, 0.0005) },
            record.Mixed);
        Assert.Equal(votes.PLower, record.PLower);
        Assert.Equal(MixedVotes.CeilingOf(1000, 200, 0.001, new GaussianL2(0.25)), record.Ceiling);
    }
}
