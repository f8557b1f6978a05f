using Audit.Noise;
using Audit.Tests.Noise.Checks;

namespace Audit.Tests.Noise;

public class NoiseAuditTests
{
    private static readonly NoiseAuditOptions Options = new();

    [Theory]
    [InlineData(0UL)]
    [InlineData(20251120UL)]
    public void Run_OurNoise_PassesEveryCheck(ulong seed)
    {
        IReadOnlyList<NoiseCheck> checks = NoiseAudit.Run(NoiseAudit.Gaussian(new Rng(seed)), Options);
        Assert.Equal(35, checks.Count);
        Assert.DoesNotContain(checks, check => !check.Passed);
    }

    /// <summary>Under ideal noise p-values are uniform: over many seeds a tenth of them lies below a tenth.</summary>
    [Fact]
    public void Run_OurNoiseOverSeeds_PValuesAreUniform()
    {
        var options = new NoiseAuditOptions { Elements = 784, Samples = 32, Images = 8 };
        double[] values = [.. Enumerable.Range(100, 30)
            .SelectMany(seed => NoiseAudit.Run(NoiseAudit.Gaussian(new Rng((ulong)seed)), options))
            .Where(check => !check.Name.StartsWith("values", StringComparison.Ordinal)
                && !check.Name.StartsWith("runs", StringComparison.Ordinal))
            .Select(check => check.PValue)];
        double below = values.Count(value => value < 0.1) / (double)values.Length;
        // The counts are discrete and left out. 810 values, standard error 0.011, some dependent within a seed.
        Assert.Equal(810, values.Length);
        Assert.InRange(below, 0.05, 0.15);
    }

    public static TheoryData<string, string> Planted => new()
    {
        { nameof(PlantedNoise.CongruentialBySample), "correlation: sample and the next" },
        { nameof(PlantedNoise.TruncatedAtFour), "values beyond 4 sigma" },
        { nameof(PlantedNoise.TwelveUniforms), "moment 4 (kurtosis)" },
        { nameof(PlantedNoise.OnePercentWide), "moment 2 (variance)" },
        { nameof(PlantedNoise.Shifted), "moment 1 (mean)" },
        { nameof(PlantedNoise.Autoregressive), "correlation: elements 1 apart" },
        { nameof(PlantedNoise.SharedScale), "scatter of sample lengths" },
        { nameof(PlantedNoise.SharedOffset), "scatter of sample sums" },
        { nameof(PlantedNoise.IgnoresImage), "correlation: image and the next" },
        { nameof(PlantedNoise.IgnoresStream), "correlation: the two streams" },
        { nameof(PlantedNoise.AddsImageAndSample), "correlation: image and sample exchanged" },
        { nameof(PlantedNoise.OverlappingSequences), "runs of four that repeat" },
        { nameof(PlantedNoise.TooEven), "Kolmogorov-Smirnov distance" },
        { nameof(PlantedNoise.EightBitUniform), "chi-square" },
        { nameof(PlantedNoise.SignsOnly), "correlation of squares: sample and the next" },
        { nameof(PlantedNoise.OneNotANumber), "values not finite" },
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void Run_PlantedBadGenerator_IsCaughtByTheCheckMeantForIt(string generator, string name)
    {
        NoiseSource source = PlantedNoise.Named(generator);
        IReadOnlyList<NoiseCheck> checks = NoiseAudit.Run(source, Options);
        Assert.Contains(checks, check => check.Name.StartsWith(name, StringComparison.Ordinal) && !check.Passed);
    }

    [Fact]
    public void Run_ContradictoryOptions_AreRefusedWithTheirValues()
    {
        var error = Assert.Throws<ArgumentException>(() => NoiseAudit.Run(NoiseAudit.Gaussian(new Rng(1)),
            new NoiseAuditOptions { Images = 1, OtherStream = NoiseStream.Estimation }));
        Assert.Contains("images must be at least 2, got 1.", error.Message);
        Assert.Contains("got Estimation twice", error.Message);
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(NoiseStream.Selection, NoiseStream.Estimation)]
    [InlineData(NoiseStream.Training, NoiseStream.Referee)]
    public void Run_FortyMillionValues_PassesEveryCheck(NoiseStream stream, NoiseStream other)
    {
        var options = new NoiseAuditOptions { Samples = 400, Images = 32, Stream = stream, OtherStream = other };
        IReadOnlyList<NoiseCheck> checks = NoiseAudit.Run(NoiseAudit.Gaussian(new Rng(7)), options);
        Assert.DoesNotContain(checks, check => !check.Passed);
    }
}
