using Audit.Certify;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

/// <summary>Smoothing for L1 on classifiers whose smoothed version is known: a half-space, which noise that is symmetric about 0
/// does not move.</summary>
public class UniformSmoothingTests
{
    private const double Lambda = 0.5;
    private static readonly SmoothingOptions Options = new()
    {
        Sigma = Lambda / Math.Sqrt(3),
        Noise = UniformL1.Key,
        N0 = 1000,
        N = 20_000
    };

    /// <summary>One pixel at distance r of the plane: P = 1/2 + r / (2 lambda), whose certified radius is r, the distance
    /// itself.</summary>
    [Fact]
    public void Certify_OnePixel_IsTheDistanceToThePlaneUpToTheSamples()
    {
        using var scope = NewDisposeScope();
        foreach (double distance in new[] { 0.05, 0.2, 0.4 })
        {
            for (int image = 0; image < 4; image++)
            {
                var certificate = new Smoothing(FunctionClassifier.HalfSpace([1f], 0), Options)
                    .Certify(full([1, 1, 1], distance), image, new Rng(4));
                Assert.Equal(1, certificate.Class);
                Assert.Equal((Norm.L1, false), (certificate.Region.Norm, certificate.Region.Closed));
                // The bound lies 3 to 6 standard deviations of the vote below the truth.
                Assert.InRange(certificate.Radius, distance - 0.025, distance);
            }
        }
    }

    /// <summary>Over more pixels it is a lower bound of the L1 distance, |w.x - b| / max |w|.</summary>
    [Fact]
    public void Certify_SeveralPixels_IsNeverBeyondTheL1Distance()
    {
        using var scope = NewDisposeScope();
        float[] w = [1, 0.5f, -0.25f];
        var x = tensor([0.1f, 0.2f, 0.1f], [1, 1, 3]);
        double distance = (0.1 + 0.1 - 0.025) / 1;
        for (int image = 0; image < 4; image++)
        {
            var certificate = new Smoothing(FunctionClassifier.HalfSpace(w, 0), Options).Certify(x, image, new Rng(4));
            Assert.Equal(1, certificate.Class);
            Assert.InRange(certificate.Radius, distance * 0.7, distance);
        }
    }

    [Fact]
    public void Certify_BeyondTheCube_StaysBelowLambda()
    {
        using var scope = NewDisposeScope();
        var certificate = new Smoothing(FunctionClassifier.HalfSpace([1f], -10), Options)
            .Certify(full([1, 1, 1], 0.5), 0, new Rng(4));
        Assert.Equal(((Votes)certificate.Evidence).Ceiling, certificate.Radius);
        Assert.InRange(certificate.Radius, 0.999 * Lambda, Math.BitDecrement(Lambda));
    }

    [Fact]
    public void Sequential_DecidesEitherSideOfTheDistance()
    {
        using var scope = NewDisposeScope();
        var rule = new SequentialRule { Decide = [0.15, 0.25] };
        for (int image = 0; image < 5; image++)
        {
            var votes = (SequentialVotes)new SequentialSmoothing(FunctionClassifier.HalfSpace([1f], 0), Options, rule)
                .Certify(full([1, 1, 1], 0.2), image, new Rng(4)).Evidence;
            Assert.Equal([DecisionKind.Certified, DecisionKind.NotCertifiable], votes.Decisions.Select(d => d.Verdict));
        }
    }

    [Theory]
    [InlineData("laplace", 0.5, "noise must be one of")]
    [InlineData("exact", 9, "at most 8")]
    public void Validate_NamesWhatIsWrong(string noise, double sigma, string expected) =>
        Assert.Contains(expected, Assert.Single(new SmoothingOptions { Sigma = sigma, Noise = noise }.Validate()),
            StringComparison.Ordinal);
}
