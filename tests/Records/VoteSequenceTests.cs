using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Tests.Records;

public class VoteSequenceTests
{
    private const double Alpha = 0.001;
    private static readonly NoiseModel Noise = new GaussianL2(.25);

    [Fact]
    public void Next_SeveralRadii_EachIsSettledWhenItWouldBeAlone()
    {
        double[] radii = [.2, .5, 0, .6];
        SequentialVotes together = Feed(.9, 50_000, new() { Decide = radii });
        Assert.Equal(radii, together.Decisions.Select(d => d.Radius));
        Assert.Equal(StopReason.Decided, together.Stopped);
        Assert.Equal(together.Samples, together.Decisions.Max(d => d.At));
        foreach (Decision decision in together.Decisions)
            Assert.Equal(decision, Assert.Single(Feed(.9, 50_000, new() { Decide = [decision.Radius] }).Decisions));
        // 0.9 of the votes allow 0.32 at sigma 0.25.
        Assert.Equal([DecisionKind.Certified, DecisionKind.NotCertifiable, DecisionKind.Certified, DecisionKind.NotCertifiable],
            together.Decisions.Select(d => d.Verdict));
    }

    [Fact]
    public void Next_Decision_IsTheLikelihoodRatioAgainstP0ReachingOneOverAlpha()
    {
        const double radius = .25;
        double miss = Gaussian.UpperTail(radius / .25);
        foreach (double rate in new[] { .6, .8, .9, .99 })
        {
            SequentialVotes votes = Feed(rate, 50_000, new() { Decide = [radius] });
            int misses = 0, samples = 0;
            Random random = new(3);
            do
            {
                misses += random.NextDouble() < rate ? 0 : 1;
                samples++;
            }
            while (!KtRatio.Rejects(misses, samples, miss, Alpha));
            Assert.Equal(new Decision(radius, misses < miss * samples ? DecisionKind.Certified : DecisionKind.NotCertifiable,
                samples),
                Assert.Single(votes.Decisions));
            Assert.Equal((samples - misses, samples), (votes.Count, votes.Samples));
        }
    }

    /// <summary>The least number above a radius that the votes reach: the miss rate that belongs to it cannot be told from that
    /// of the radius itself, and no certificate reaches it.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(333)]
    public void Next_RadiusJustAboveTheCertificate_IsNotYetCertified(int votes)
    {
        VoteSequence Unanimous(SequentialRule rule)
        {
            VoteSequence sequence = new(1, 100, 50_000, Alpha, Noise, rule);
            for (int i = 0; i < votes; i++)
                sequence.Next(1);
            return sequence;
        }
        double reached = Unanimous(new()).Evidence.Radius!.Value;
        Assert.Equal(DecisionKind.Certified, Unanimous(new() { Decide = [reached] }).Evidence.Decisions[0].Verdict);
        Assert.Equal(DecisionKind.Undecided,
            Unanimous(new() { Decide = [Math.BitIncrement(reached)] }).Evidence.Decisions[0].Verdict);
    }

    [Fact]
    public void Evidence_AtEveryVote_IsACertificateThatNeverShrinks()
    {
        VoteSequence sequence = new(2, 100, 2000, Alpha, Noise, new());
        Random random = new(8);
        double last = 0, upper = 1;
        do
        {
            SequentialVotes votes = sequence.Evidence;
            Certificate certificate = new Certificate(votes);
            Assert.Equal(votes.Radius is null, certificate.Class is null);
            Assert.True(certificate.Radius >= last && votes.PUpper <= upper && votes.PLower < votes.PUpper);
            (last, upper) = (certificate.Radius, votes.PUpper);
        }
        while (sequence.Next(random.NextDouble() < .97 ? 2 : 4));
        Assert.Equal((StopReason.Limit, 2000L), (sequence.Evidence.Stopped, sequence.Evidence.Samples));
        Assert.True(last > 0 && last < GaussianVotes.Of(sequence.Evidence.Count, 2000, Alpha, .25).Radius * 1.05);
        Assert.Throws<InvalidOperationException>(() => sequence.Next(2));
    }

    [Theory]
    [InlineData(.02)]
    [InlineData(.1)]
    public void Next_Precision_StopsWithNoMoreThanThatToGain(double precision)
    {
        const long n = 20_000;
        SequentialVotes votes = Feed(.95, n, new() { PrecisionRadius = precision });
        Assert.Equal(StopReason.Precise, votes.Stopped);
        Assert.True(votes.Samples < n && votes.Samples % 64 == 0);
        double most = votes.Noise.MostRadius(1 - votes.PUpper);
        double best = votes.Noise.Radius(KtBound.Upper(votes.Samples - votes.Count, n, Alpha))!.Value;
        Assert.True(Math.Min(most, best) - votes.Radius!.Value <= precision + 1e-9);
        // The same votes, all of them, gain no more.
        Assert.True(Feed(.95, n, new()).Radius - votes.Radius <= precision);
    }

    [Fact]
    public void Next_SampleWithoutAClass_StopsAndAbstains()
    {
        VoteSequence sequence = new(2, 100, 2000, Alpha, Noise, new());
        for (int i = 0; i < 500; i++)
            Assert.True(sequence.Next(2));
        Assert.False(sequence.Next(null));
        Assert.Equal(StopReason.NonFinite, sequence.Evidence.Stopped);
        Certificate certificate = new Certificate(sequence.Evidence);
        Assert.Equal(new Abstained("1 of 601 samples had NaN or infinite logits"), certificate.Verdict);
        Assert.True(new VoteSequence(2, 100, 2000, Alpha, Noise, new(), nonFinite: 3).Stopped);
    }

    [Theory]
    [InlineData(1000, new[] { .7 }, null,
        "radius 0.7 can never be certified: 1000 unanimous samples allow 0.5737 at sigma = 0.25, alpha = 0.001")]
    [InlineData(1000, new[] { .1, .1 }, null, "--decide names a radius twice")]
    [InlineData(1000, new[] { -.1 }, null, "a radius to decide must be a number from 0, got -0.1")]
    [InlineData(1000, new double[0], 0.0, "the radius precision must be a number above 0, got 0")]
    [InlineData(1000, new[] { .1 }, .1, "a run either decides radii or aims at a precision, not both")]
    [InlineData(12, new double[0], null, "n = 12 can never certify anything sequentially at alpha = 0.001")]
    public void Validate_NamesWhatIsWrong(long n, double[] decide, double? precision, string expected)
    {
        SequentialRule rule = new() { Decide = decide, PrecisionRadius = precision };
        Assert.Equal(expected, Assert.Single(rule.Validate(n, Alpha, Noise)));
        Assert.Throws<ArgumentException>(() => new VoteSequence(0, 100, n, Alpha, Noise, rule));
    }

    private static SequentialVotes Feed(double rate, long n, SequentialRule rule)
    {
        VoteSequence sequence = new(1, 100, n, Alpha, Noise, rule);
        Random random = new(3);
        while (sequence.Next(random.NextDouble() < rate ? 1 : 0))
        {
        }

        return sequence.Evidence;
    }
}
