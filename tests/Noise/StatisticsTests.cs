using Audit.Tests.Noise.Checks;

namespace Audit.Tests.Noise;

/// <summary>The p-values of the audit against published critical values.</summary>
public class StatisticsTests
{
    /// <summary>Critical values of the Kolmogorov distribution (Smirnov 1948).</summary>
    [Theory]
    [InlineData(0.5711, 0.90)]
    [InlineData(0.8276, 0.50)]
    [InlineData(1.2238, 0.10)]
    [InlineData(1.3581, 0.05)]
    [InlineData(1.6276, 0.01)]
    [InlineData(1.9495, 0.001)]
    public void KolmogorovTail_CriticalValue_HasItsProbability(double x, double probability) =>
        Assert.Equal(probability, GoodnessOfFit.KolmogorovTail(x), probability * 1e-3);

    /// <summary>The limit distribution, a weighted sum of chi-squares, inverted numerically (Imhof 1961, Biometrika 48,
    /// 419).</summary>
    /// <remarks>Stephens's often quoted 3.070 and 3.857 for 2.5 % and 1 % are rounded low; these are the values they stand
    /// for.</remarks>
    [Theory]
    [InlineData(0.5, 0.746814)]
    [InlineData(1, 0.357267)]
    [InlineData(1.933, 0.0999946)]
    [InlineData(2.492, 0.0500222)]
    [InlineData(3.0775, 0.0249990)]
    [InlineData(3.8781, 0.0100003)]
    [InlineData(6, 0.000967452)]
    public void AndersonDarlingTail_IsTheInvertedCharacteristicFunction(double z, double probability) =>
        Assert.Equal(probability, GoodnessOfFit.AndersonDarlingTail(z), z < 3 ? 2e-5 : 3e-6);

    [Fact]
    public void AndersonDarlingTail_IsContinuousWhereItsFormsMeet()
    {
        Assert.Equal(1, GoodnessOfFit.AndersonDarlingTail(2 - 1e-9) / GoodnessOfFit.AndersonDarlingTail(2 + 1e-9), 1e-4);
        Assert.Equal(1, GoodnessOfFit.AndersonDarlingTail(8) / GoodnessOfFit.AndersonDarlingTail(8 + 1e-9), 0.05);
        Assert.Equal(1, 0.000113814 / GoodnessOfFit.AndersonDarlingTail(8 + 1e-9), 0.05);
        Assert.Equal(0, GoodnessOfFit.AndersonDarlingTail(double.PositiveInfinity));
        Assert.True(double.IsNaN(GoodnessOfFit.AndersonDarlingTail(double.NaN)));
    }

    /// <summary>R: poisson tails of 0 and 20 at mean 10 are exp(-10) and 0.00345434.</summary>
    [Fact]
    public void TailCount_IsThePoissonProbability_BothSides()
    {
        Assert.Equal(2 * Math.Exp(-10), Tails.Count(4, 0, 10).PValue, 1e-12);
        Assert.Equal(2 * 0.00345434, Tails.Count(4, 20, 10).PValue, 1e-7);
    }

    [Fact]
    public void NoiseCheck_NotANumber_Fails() => Assert.False(new NoiseCheck("any", 0, double.NaN, 1e-9).Passed);
}
