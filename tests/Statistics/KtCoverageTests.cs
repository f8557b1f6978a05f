using System.Globalization;
using Audit.Noise;
using Audit.Records.Statistics;
using Xunit.Abstractions;

namespace Audit.Tests.Statistics;

/// <summary>Optional stopping after every sample, at a probability next to p0: how often the decision is wrong.</summary>
public class KtCoverageTests(ITestOutputHelper output)
{
    private const double Step = 1.0 / (1 << 24);

    [Theory]
    [InlineData(0, .001)]
    [InlineData(1, .001)]
    [InlineData(2, .05)]
    public void Decision_AtP0_IsWrongWithProbabilityAtMostAlpha_Exactly(double radiusOverSigma, double alpha)
    {
        double miss = Gaussian.UpperTail(radiusOverSigma);
        (double certified, double refuted) = new KtBoundary(miss, 1000, alpha).Crossing(1 - miss);
        output.WriteLine($"r/sigma {radiusOverSigma}, alpha {alpha}: certified {certified:G4}, refuted {refuted:G4}");
        Assert.InRange(certified + refuted, alpha / 20, alpha); // valid, and not for want of trying
    }

    [Fact]
    public void Decision_TwoThousandStreams_IsWrongNoMoreOftenThanAlphaAllows() => Simulate(1, .05, streams: 2000, cap: 400);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(0, .001)]
    [InlineData(1, .001)]
    [InlineData(2, .001)]
    [InlineData(1, .05)]
    [InlineData(2.5, .05)]
    public void Decision_HundredThousandStreams_IsWrongNoMoreOftenThanAlphaAllows(double radiusOverSigma, double alpha) =>
        Simulate(radiusOverSigma, alpha, streams: 100_000, cap: 2000);

    private void Simulate(double radiusOverSigma, double alpha, int streams, int cap)
    {
        double miss = Gaussian.UpperTail(radiusOverSigma);
        KtBoundary boundary = new(miss, cap, alpha);
        // The nearest rates on either side that 24-bit uniforms have.
        double below = Math.Ceiling((1 - miss) / Step - 1) * Step, above = below + Step == 1 - miss ? below + 2 * Step
            : below + Step;
        foreach ((double p, bool low) in new[] { (below, true), (above, false) })
        {
            (int certified, int refuted) = Count(boundary, (float)p, streams, new Rng(1)
                .Derive($"{radiusOverSigma} {alpha} {low}"));
            (double exactCertified, double exactRefuted) = boundary.Crossing(p);
            int wrong = low ? certified : refuted;
            (double Low, double High) interval = Binomial.Interval(wrong, streams, 0.999);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"r/sigma {radiusOverSigma}, alpha {alpha}, p {p:R} {(low ? "below" : "above")} p0: wrong {wrong} of {streams} "
                + $"[{interval.Low:G3}, {interval.High:G3}]; certified {certified}, refuted {refuted}; exact "
                + $"{exactCertified:G4}, {exactRefuted:G4}"));
            Assert.True(interval.Low <= alpha);
            Assert.InRange(low ? exactCertified : exactRefuted, interval.Low, Math.Min(interval.High, alpha));
            Assert.True(exactCertified + exactRefuted <= alpha * 1.01); // p is not quite p0
        }
    }

    private static (int Certified, int Refuted) Count(KtBoundary boundary, float p, int streams, Rng rng)
    {
        int certified = 0, refuted = 0;
        Parallel.For(0, streams, () => (Buffer: new float[boundary.Cap], Certified: 0, Refuted: 0), (stream, _, local) =>
        {
            UniformNoise.Fill(local.Buffer, rng, new NoiseAddress(NoiseStream.Diagnosis, stream, 0));
            for (int n = 1, k = 0; n <= local.Buffer.Length; n++)
            {
                k += local.Buffer[n - 1] < p ? 1 : 0;
                if (k >= boundary.Certify[n])
                    return (local.Buffer, local.Certified + 1, local.Refuted);
                if (k <= boundary.Refute[n])
                    return (local.Buffer, local.Certified, local.Refuted + 1);
            }

            return local;
        }, local =>
        {
            Interlocked.Add(ref certified, local.Certified);
            Interlocked.Add(ref refuted, local.Refuted);
        });
        return (certified, refuted);
    }
}
