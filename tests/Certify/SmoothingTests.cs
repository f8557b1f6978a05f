using Audit.Certify;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Statistics;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

public class SmoothingTests
{
    private static readonly Rng Seed = new(17);

    [Fact]
    public void Certify_AllVotesEqual_RadiusIsSigmaTimesQuantileOfAlphaToTheOneOverN()
    {
        using var scope = NewDisposeScope();
        var always = new FunctionClassifier(new ImageShape(1, 2, 2), 3, x =>
            cat([zeros([x.size(0), 2]), ones([x.size(0), 1])], 1));
        var certificate = new Smoothing(always, new SmoothingOptions { Sigma = 0.5, N = 1000 })
            .Certify(zeros([1, 2, 2]), 0, Seed);
        Assert.Equal(2, certificate.Class);
        // REFERENCES: 1000 of 1000 at alpha = 0.001 gives radius / sigma 2.46326261.
        Assert.Equal(0.5 * 2.46326261, certificate.Radius, 1e-8);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.8)]
    public void Certify_HalfSpace_RadiusIsBelowTheDistanceToThePlaneAndNearIt(double distance)
    {
        using var scope = NewDisposeScope();
        var half = FunctionClassifier.HalfSpace([0.6f, 0.8f], 0);
        var x = tensor([(float)(0.6 * distance), (float)(0.8 * distance)], [1, 1, 2]);
        var certificate = new Smoothing(half, new SmoothingOptions { Sigma = 0.5, N = 20_000 }).Certify(x, 3, Seed);
        Assert.Equal(1, certificate.Class);
        Assert.InRange(certificate.Radius, distance * 0.9, distance);
    }

    [Fact]
    public void Certify_OnTheBoundary_Abstains()
    {
        using var scope = NewDisposeScope();
        var half = FunctionClassifier.HalfSpace([1f, 0f], 0.25f);
        var certificate = new Smoothing(half, new SmoothingOptions { Sigma = 0.25, N = 2000 })
            .Certify(tensor([0.25f, 0f], [1, 1, 2]), 0, Seed);
        Assert.IsType<Abstained>(certificate.Verdict);
        Assert.Equal(0, certificate.Radius);
    }

    [Fact]
    public void Certify_ManyImages_FalseCertificatesAreAtMostAlpha()
    {
        // Points whose true radius is 0.02: a certificate above that is false. alpha = 0.2, 400 points: 80 expected at most.
        using var scope = NewDisposeScope();
        var half = FunctionClassifier.HalfSpace([1f], 0);
        var smoothing = new Smoothing(half, new SmoothingOptions { Sigma = 1, N0 = 64, N = 512, Alpha = 0.2 });
        var x = tensor([0.02f], [1, 1, 1]);
        int wrong = Enumerable.Range(0, 400).Select(image => smoothing.Certify(x, image, Seed))
            .Count(c => c.Class == 0 || c.Radius > (double)0.02f);
        Assert.InRange(wrong, 0, Binomial.UpperBound(80, 400, 1e-4) * 400);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Certify_NonFiniteLogit_AbstainsWithThatReason(float bad)
    {
        using var scope = NewDisposeScope();
        var broken = new FunctionClassifier(new ImageShape(1, 1, 1), 2, x => tensor([1f, bad]).expand(x.size(0), 2));
        var certificate = new Smoothing(broken, new SmoothingOptions { Sigma = 0.5, N = 100 }).Certify(zeros([1, 1, 1]), 0, Seed);
        Assert.Contains("NaN or infinite", Assert.IsType<Abstained>(certificate.Verdict).Reason);
    }

    /// <summary>One among unanimous votes: in the 100 that select the class, shown in two blocks of 64, or in those that
    /// count.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(128 + 10)]
    [InlineData(128 + 999)]
    public void Certify_OneNonFiniteLogit_Abstains(int broken)
    {
        using var scope = NewDisposeScope();
        Certificate Of(int image) => new Smoothing(Unanimous.But(image), new SmoothingOptions { Sigma = 0.5, N0 = 100, N = 1000 })
            .Certify(zeros([1, 1, 1]), 0, Seed);
        Assert.StartsWith("1 of 1100 samples", Assert.IsType<Abstained>(Of(broken).Verdict).Reason, StringComparison.Ordinal);
        Assert.Equal(1, Of(-1).Class);
    }

    /// <summary>Chosen by one set of samples, counted on another: on the same ones the choice would favour its own
    /// class.</summary>
    [Fact]
    public void Certify_SelectionAndEstimation_HaveNoiseOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        var seen = new List<float>();
        var recording = new FunctionClassifier(new ImageShape(1, 1, 1), 2, x =>
        {
            seen.AddRange(x.flatten().data<float>().ToArray());
            return tensor([0f, 1f]).expand(x.size(0), 2);
        });
        new Smoothing(recording, new SmoothingOptions { Sigma = 0.5, N0 = 64, N = 64 }).Certify(zeros([1, 1, 1]), 0, Seed);
        Assert.Equal((128, 128), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public void Predict_ClearCase_GivesTheClassAndUnclearCaseAbstains()
    {
        using var scope = NewDisposeScope();
        var half = FunctionClassifier.HalfSpace([1f], 0);
        var smoothing = new Smoothing(half, new SmoothingOptions { Sigma = 0.5, N = 100 });
        Assert.Equal(new Certified(1), smoothing.Predict(tensor([0.5f], [1, 1, 1]), 0, 1000, Seed));
        Assert.IsType<Abstained>(smoothing.Predict(tensor([0.0f], [1, 1, 1]), 0, 1000, Seed));
        // REFERENCES 2.6: n = 10 can never answer, 11 unanimous votes can.
        Assert.IsType<Abstained>(smoothing.Predict(tensor([50f], [1, 1, 1]), 0, 10, Seed));
        Assert.Equal(new Certified(1), smoothing.Predict(tensor([50f], [1, 1, 1]), 0, 11, Seed));
    }

    [Fact]
    public void Validate_SettingsThatCanNeverCertify_NameTheSmallestN()
    {
        Assert.Contains("smallest n that can is 10", Assert.Single(new SmoothingOptions { Sigma = 0.5, N = 9 }.Validate()));
        Assert.Empty(new SmoothingOptions { Sigma = 0.5, N = 10 }.Validate());
        Assert.Contains("sigma", Assert.Single(new SmoothingOptions { Sigma = double.NaN }.Validate()));
        Assert.Contains("alpha", Assert.Single(new SmoothingOptions { Sigma = 0.5, Alpha = 1 }.Validate()));
    }
}
