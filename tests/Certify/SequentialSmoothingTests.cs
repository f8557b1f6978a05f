using Audit.Certify;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

public class SequentialSmoothingTests
{
    private static readonly Rng Seed = new(17);
    private static readonly SmoothingOptions Options = new() { Sigma = 0.5, N = 5000 };

    [Fact]
    public void Certify_HalfSpace_DecidesEachSideOfTheDistanceToThePlane()
    {
        using var scope = NewDisposeScope();
        var half = FunctionClassifier.HalfSpace([0.6f, 0.8f], 0);
        var x = tensor([0.6f * 0.4f, 0.8f * 0.4f], [1, 1, 2]);
        var rule = new SequentialRule { Decide = [0.2, 0.6] };
        for (int image = 0; image < 5; image++)
        {
            var certificate = new SequentialSmoothing(half, Options, rule).Certify(x, image, Seed);
            var votes = Assert.IsType<SequentialVotes>(certificate.Evidence);
            Assert.Equal([DecisionKind.Certified, DecisionKind.NotCertifiable], votes.Decisions.Select(d => d.Verdict));
            Assert.True(votes.Samples < 2000, $"{votes.Samples} samples");
            Assert.Equal(1, certificate.Class);
            Assert.InRange(certificate.Radius, 0.2, 0.4);
        }
    }

    [Fact]
    public void Certify_Anytime_SeesTheVotesOfTheRunWithFixedN()
    {
        using var scope = NewDisposeScope();
        var half = FunctionClassifier.HalfSpace([1f], 0);
        var x = tensor([0.4f], [1, 1, 1]);
        var fixedN = new Smoothing(half, Options).Certify(x, 6, Seed);
        var anytime = new SequentialSmoothing(half, Options, new()).Certify(x, 6, Seed);
        var votes = Assert.IsType<SequentialVotes>(anytime.Evidence);
        Assert.Equal(StopReason.Limit, votes.Stopped);
        Assert.Equal(Assert.IsType<Votes>(fixedN.Evidence).Count, votes.Count);
        Assert.True(anytime.Radius > 0.3 && anytime.Radius < fixedN.Radius);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(5000)]
    public void Certify_AnyBatch_SameRecord(int batch)
    {
        using var scope = NewDisposeScope();
        var half = FunctionClassifier.HalfSpace([1f, 0f], 0);
        var x = tensor([0.5f, 0.1f], [1, 1, 2]);
        var rule = new SequentialRule { Decide = [0.3] };
        var one = (SequentialVotes)new SequentialSmoothing(half, Options, rule).Certify(x, 2, Seed).Evidence;
        var other = (SequentialVotes)new SequentialSmoothing(half, Options, rule, batch).Certify(x, 2, Seed).Evidence;
        Assert.Equal(one.Decisions, other.Decisions);
        Assert.Equal(one with { Decisions = [] }, other with { Decisions = [] });
    }

    [Fact]
    public void Certify_StopsDrawingWhenDecided()
    {
        using var scope = NewDisposeScope();
        int blocks = 0;
        var counting = new FunctionClassifier(new ImageShape(1, 1, 1), 2, x =>
        {
            blocks++;
            return tensor([0f, 1f]).expand(x.size(0), 2);
        });
        var certificate = new SequentialSmoothing(counting, Options, new() { Decide = [0.5] }).Certify(zeros([1, 1, 1]), 0, Seed);
        // 55 unanimous votes decide r / sigma = 1: one block of estimation after two of selection.
        Assert.Equal(55, Assert.IsType<SequentialVotes>(certificate.Evidence).Samples);
        Assert.Equal(3, blocks);
    }

    [Fact]
    public void Certify_Cancelled_KeepsAValidCertificate()
    {
        using var scope = NewDisposeScope();
        using var source = new CancellationTokenSource();
        int blocks = 0;
        var classifier = new FunctionClassifier(new ImageShape(1, 1, 1), 2, x =>
        {
            if (++blocks == 5)
                source.Cancel();
            return tensor([0f, 1f]).expand(x.size(0), 2);
        });
        var certificate = new SequentialSmoothing(classifier, Options, new()).Certify(zeros([1, 1, 1]), 0, Seed, source.Token);
        var votes = Assert.IsType<SequentialVotes>(certificate.Evidence);
        Assert.Equal((StopReason.Interrupted, 129L), (votes.Stopped, votes.Samples));
        Assert.Equal(1, certificate.Class);
        Assert.True(certificate.Radius > 0);
    }

    /// <summary>One NaN among unanimous votes: were it counted, for or against the class, the class would be certified.</summary>
    [Theory]
    [InlineData(7, 0)] // among the 100 votes that select the class
    [InlineData(128 + 10, 10)] // the eleventh that is counted; selection saw two blocks of 64
    [InlineData(128 + 4000, 4000)]
    public void Certify_OneNonFiniteLogit_StopsThereAndAbstains(int broken, long drawn)
    {
        using var scope = NewDisposeScope();
        var certificate = new SequentialSmoothing(Unanimous.But(broken), Options, new()).Certify(zeros([1, 1, 1]), 0, Seed);
        var votes = Assert.IsType<SequentialVotes>(certificate.Evidence);
        Assert.Contains("1 of ", Assert.IsType<Abstained>(certificate.Verdict).Reason, StringComparison.Ordinal);
        Assert.Equal((StopReason.NonFinite, drawn, 1L), (votes.Stopped, votes.Samples, votes.NonFinite));
        Assert.Equal(1, new SequentialSmoothing(Unanimous.But(-1), Options, new()).Certify(zeros([1, 1, 1]), 0, Seed).Class);
    }

    [Fact]
    public void Certify_ManyImages_WrongDecisionsAreAtMostAlpha()
    {
        // The true radius is 0.02: certifying 0.021 is wrong, and so is calling 0.019 not certifiable. alpha = 0.2, 300 points.
        using var scope = NewDisposeScope();
        var half = FunctionClassifier.HalfSpace([1f], 0);
        var smoothing = new SequentialSmoothing(half, new SmoothingOptions { Sigma = 1, N0 = 64, N = 512, Alpha = 0.2 },
            new() { Decide = [0.019, 0.021] });
        var x = tensor([0.02f], [1, 1, 1]);
        int wrong = 0;
        for (int image = 0; image < 300; image++)
        {
            var votes = (SequentialVotes)smoothing.Certify(x, image, Seed).Evidence;
            wrong += votes.Class == 1 ? (votes.Decisions[1].Verdict == DecisionKind.Certified
                || votes.Decisions[0].Verdict == DecisionKind.NotCertifiable ? 1 : 0)
                : votes.Decisions.Any(d => d.Verdict == DecisionKind.Certified) ? 1 : 0;
        }
        Assert.InRange(wrong, 1, Audit.Records.Statistics.Binomial.UpperBound(60, 300, 1e-4) * 300);
    }
}
