using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Train;
using static TorchSharp.torch;

namespace Audit.Tests.Train;

public class EpsilonRampTests
{
    [Theory]
    [InlineData(RampShape.Linear)]
    [InlineData(RampShape.Smooth)]
    public void Ramp_RisesFromZeroToOneAndStays(RampShape shape)
    {
        var ramp = new EpsilonRamp(2, 10, shape);
        Assert.Equal(0, ramp.At(0));
        Assert.Equal(0, ramp.At(2));
        Assert.Equal(1, ramp.At(12), 12);
        Assert.Equal(1, ramp.At(100), 12);
        double[] values = [.. Enumerable.Range(0, 1001).Select(k => ramp.At(2 + k / 100.0))];
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public void Smooth_HasNoJumpAndNoKinkAtTheTurn()
    {
        var ramp = new EpsilonRamp(0, 1, RampShape.Smooth);
        const double h = 1e-6;
        Assert.Equal(ramp.At(0.25 - h), ramp.At(0.25), 5);
        Assert.Equal((ramp.At(0.25) - ramp.At(0.25 - h)) / h, (ramp.At(0.25 + h) - ramp.At(0.25)) / h, 4);
        // a = 1 / (m^3 (4 - 3 m)) at m = 1/4 is 64 / 3.25; at 0.2 the value is a 0.2^4.
        Assert.Equal(64 / 3.25 * 0.0016, ramp.At(0.2), 12);
    }

    [Fact]
    public void Ramp_OfNoLength_IsAStep()
    {
        var ramp = new EpsilonRamp(3, 0, RampShape.Smooth);
        Assert.Equal([0, 1], new[] { ramp.At(2.999), ramp.At(3) });
    }

    [Fact]
    public void FastInitializer_RadiiPassALayerAndAReluUnchangedOnAverage()
    {
        using var scope = NewDisposeScope();
        var weight = new FastInitializer(new Rng(1)).Get("fc.weight", [2000, 500], new ParameterRole.LinearWeight(500));
        // |W| r of a radius of 1 everywhere has mean 500 E|w| = 2, and a ReLU around 0 halves it.
        Assert.Equal(2, weight.abs().sum(1L).mean().ToDouble(), 0.01);
        Assert.Equal(Math.Sqrt(2 * Math.PI) / 500, weight.square().mean().sqrt().ToDouble(), 1e-5);
    }
}
