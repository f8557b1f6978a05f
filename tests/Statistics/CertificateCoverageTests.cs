using Audit.Certify;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Statistics;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Audit.Tests.Statistics;

/// <summary>How often certificates are false, from noise to verdict, at alpha = 0.001: a hundred thousand images before a
/// half-space in one pixel, whose smoothed version is known under every noise.</summary>
/// <remarks>
/// The image is 160/255 and the plane half-way between two grid values, at 128.5/255: noise that is symmetric about 0 does not
/// move the plane, so that a certificate of class 1 is false exactly where its radius exceeds the distance, and any of class 0
/// is.
/// </remarks>
public class CertificateCoverageTests(ITestOutputHelper output)
{
    private const int Runs = 100_000;
    private const double Alpha = 0.001, Distance = 31.5 / 255, Sigma = 0.25;
    private const long N0 = 20;

    private static readonly UnitHalfSpace Half = new(128.5f / 255);
    private static readonly Rng Seed = new(2024);

    public static TheoryData<string> Noises() => [.. NoiseModels.Names];

    private static SmoothingOptions Options(string noise, long n) =>
        new() { Sigma = Sigma, Noise = noise, N0 = N0, N = n, Alpha = Alpha };

    [Theory]
    [MemberData(nameof(Noises))]
    public void Fixed_TwoThousandRuns_IsFalseAsOftenAsTheBinomialSays(string noise) => Fixed(noise, 2000, 300);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Noises))]
    public void Fixed_HundredThousandRuns_IsFalseAsOftenAsTheBinomialSays(string noise) => Fixed(noise, Runs, 500);

    private void Fixed(string noise, int runs, int n)
    {
        var smoothing = new Smoothing(Half, Options(noise, n), threads: 1);
        int wrong = Count(runs, (x, image) => IsFalse(smoothing.Certify(x, image, Seed)));
        // The exact probability of a false certificate, by another library's binomial.
        var model = NoiseModels.Of(noise, Sigma);
        double p = 1 - model.MissAt(Distance), selected = 1 - MathNet.Numerics.Distributions.Binomial.CDF(p, (int)N0, N0 / 2);
        double high = 0, low = 0;
        for (int k = 0; k <= n; k++)
        {
            double radius = new Votes(1, k, N0, n, Alpha, model).Region.Radius;
            high += radius > Distance ? MathNet.Numerics.Distributions.Binomial.PMF(p, n, k) : 0;
            low += radius > 0 ? MathNet.Numerics.Distributions.Binomial.PMF(1 - p, n, k) : 0;
        }

        double expected = (selected * high) + ((1 - selected) * low);
        Report($"fixed n = {n}, {noise} noise", wrong, runs, expected);
        Assert.InRange(expected, 0, Alpha);
        Assert.InRange(wrong, (expected * runs) - (4.5 * Math.Sqrt(expected * runs)) - 1,
            (expected * runs) + (4.5 * Math.Sqrt(expected * runs)) + 1);
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Noises))]
    public void Decide_HundredThousandRuns_IsWrongNoMoreOftenThanAlpha(string noise)
    {
        double[] radii = [Distance * 0.99, Distance * 1.01];
        var sequential = new SequentialSmoothing(Half, Options(noise, 400), new() { Decide = radii }, threads: 1);
        Judge($"decide, {noise} noise", (x, image) =>
        {
            var votes = (SequentialVotes)sequential.Certify(x, image, Seed).Evidence;
            return votes.Class == 1
                ? votes.Decisions[1].Verdict == DecisionKind.Certified
                || votes.Decisions[0].Verdict == DecisionKind.NotCertifiable
                : votes.Decisions.Any(d => d.Verdict == DecisionKind.Certified);
        });
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Noises))]
    public void PrecisionRadius_HundredThousandRuns_IsFalseNoMoreOftenThanAlpha(string noise)
    {
        var sequential = new SequentialSmoothing(Half, Options(noise, 400), new() { PrecisionRadius = 0.05 }, threads: 1);
        Judge($"precision-radius, {noise} noise", (x, image) => IsFalse(sequential.Certify(x, image, Seed)));
    }

    /// <summary>The radius only grows, so the one at the end is false where any on the way was.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Noises))]
    public void Anytime_HundredThousandRuns_IsEverFalseNoMoreOftenThanAlpha(string noise)
    {
        var sequential = new SequentialSmoothing(Half, Options(noise, 400), new(), threads: 1);
        Judge($"anytime, {noise} noise", (x, image) => IsFalse(sequential.Certify(x, image, Seed)));
    }

    /// <summary>The stand-in's plane is elsewhere: further from the image, so that its own votes claim too much, and
    /// nearer.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData("gaussian", 120.5f)]
    [InlineData("gaussian", 131.5f)]
    [InlineData("exact", 127.5f)]
    [InlineData("uniform", 120.5f)]
    public void Mixed_HundredThousandRuns_IsFalseNoMoreOftenThanAlpha(string noise, float standIn)
    {
        var mixed = new MixedSmoothing(Half, new UnitHalfSpace(standIn / 255), Options(noise, 400), 200, threads: 1);
        Judge($"mixed, {noise} noise, stand-in at {standIn}", (x, image) => IsFalse(mixed.Certify(x, image, Seed)), tight: false);
    }

    private static bool IsFalse(Certificate certificate) => certificate.Class is int c
        && (c == 0 || certificate.Radius > Distance);

    private void Judge(string what, Func<Tensor, int, bool> wrong, bool tight = true)
    {
        int found = Count(Runs, wrong);
        Report(what, found, Runs);
        Assert.True(Binomial.Interval(found, Runs, 0.999).Low <= Alpha, $"{what}: wrong in {found} of {Runs}");
        Assert.True(found > 0 || !tight, "never wrong: the runs show nothing");
    }

    private static int Count(int runs, Func<Tensor, int, bool> wrong)
    {
        using var scope = NewDisposeScope();
        var x = full([1, 1, 1], 160 / 255f);
        int found = 0;
        for (int image = 0; image < runs; image++)
            found += wrong(x, image) ? 1 : 0;
        return found;
    }

    private void Report(string what, int wrong, int runs, double? expected = null)
    {
        var (low, high) = Binomial.Interval(wrong, runs, 0.999);
        output.WriteLine(FormattableString.Invariant(
            $"{what}: wrong {wrong} of {runs} [{low:G3}, {high:G3}] at alpha {Alpha}{(expected is double e ? $"; expected "
            + $"{e * runs:F1}" : "")}"));
    }
}
