using Audit.Attacks;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>Steps on rows against the same operations on tensors: the same bits.</summary>
public class LinfStepsTests
{
    private static readonly float[] Radii = [0.1f, 0.03f, 0, 0.5f, 0.2f, 0.07f, 0.3f];
    private static readonly double[] Eta = [2, 1, 0.5, 2, 0.25, 0.125, 1];

    [Fact]
    public void Project_IsTheTensorsMinimumAndMaximum()
    {
        using var scope = NewDisposeScope();
        var (x, delta) = (Images(1), (Images(2) - 0.5) * 2);
        Assert.True(Inside(x, delta).Equals(new LinfSteps(x, Radii).Project(delta)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.75)]
    public void Momentum_IsTheTensorsStep(double? alpha)
    {
        using var scope = NewDisposeScope();
        var x = Images(1);
        Tensor d = Inside(x, Images(2) - 0.5), last = Inside(x, Images(3) - 0.5);
        // Some slopes are zero: such pixels stay.
        var gradient = Images(4) - 0.5;
        gradient = where(gradient.abs().lt(0.1), zeros_like(gradient), gradient);
        var eta = tensor([.. Eta.Select(e => (float)e)], [7, 1, 1, 1]) * tensor(Radii, [7, 1, 1, 1]);
        var expected = Inside(x, d + gradient.sign() * eta);
        if (alpha is { } share)
            expected = Inside(x, d + (expected - d) * share + (d - last) * (1 - share));
        Assert.True(expected.Equals(new LinfSteps(x, Radii).Momentum(d, last, gradient, Eta, alpha)));
    }

    private static Tensor Inside(Tensor x, Tensor delta)
    {
        var radius = tensor(Radii, [7, 1, 1, 1]);
        return delta.maximum(-radius).minimum(radius).maximum(-x).minimum(1 - x);
    }

    private static Tensor Images(int seed) => Networks.Engine.EngineNetworks.Uniform(seed, 7, 3, 3, 3);
}
