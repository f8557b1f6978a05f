using Audit.Attacks;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

public class StepTests
{
    private static readonly float[] G = [3, -4, 0, 0, 0, 0, -2e-30f, 1e-30f];

    private static Tensor Gradients() => tensor(G, [2, 1, 1, 4]);

    [Fact]
    public void Linf_EveryCoordinateWithAGradientMovesByTheStep()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0.5f, -0.5f, 0, 0, 0, 0, -0.5f, 0.5f], Trial.Floats(new SteepestStep(Norm.Linf, 0.5).Step(Gradients(), 0)));
    }

    [Fact]
    public void L2_LengthIsTheStep_AlsoWhereSquaresVanishInFloat32()
    {
        using var scope = NewDisposeScope();
        float[] step = Trial.Floats(new SteepestStep(Norm.L2, 0.5).Step(Gradients(), 0));
        Assert.Equal([0.3f, -0.4f], step[..2]);
        Assert.Equal(0.5, Math.Sqrt(step[4..].Sum(s => (double)s * s)), 6);
    }

    [Fact]
    public void L1_OnlyTheLargestMoves_TheFirstOfEquals()
    {
        using var scope = NewDisposeScope();
        var gradient = tensor([1f, -4f, 4f, 0, 0, 0, 0, 0], [2, 1, 1, 4]);
        Assert.Equal([0, -0.5f, 0, 0, 0, 0, 0, 0], Trial.Floats(new SteepestStep(Norm.L1, 0.5).Step(gradient, 0)));
    }

    [Fact]
    public void L1_WithAShare_DividesTheStepEqually()
    {
        using var scope = NewDisposeScope();
        var gradient = tensor([1f, -4f, 3f, 0], [1, 1, 1, 4]);
        Assert.Equal([0, -0.25f, 0.25f, 0], Trial.Floats(new SteepestStep(Norm.L1, 0.5, Share: 0.5).Step(gradient, 0)));
    }

    [Theory]
    [InlineData(Norm.Linf)]
    [InlineData(Norm.L2)]
    [InlineData(Norm.L1)]
    public void ZeroGradient_IsNoStep(Norm norm)
    {
        using var scope = NewDisposeScope();
        Assert.All(Trial.Floats(new SteepestStep(norm, 0.5).Step(zeros([1, 1, 1, 4]), 0)), s => Assert.Equal(0, s));
    }

    [Fact]
    public void Adam_TwoSteps_AreThoseOfTheAlgorithm()
    {
        // g1 = 2, g2 = -1: m1 = 0.2, v1 = 0.004; bias-corrected 2 and 4. m2 = 0.08, v2 = 0.004996; corrected 0.08/0.19 and
        // 0.004996/0.001999.
        using var scope = NewDisposeScope();
        var adam = new AdamStep(0.1).Begin();
        Assert.Equal(0.1, adam.Step(tensor([2.0], [1, 1]), 0).ToDouble(), 6);
        double expected = 0.1 * (0.08 / 0.19) / (Math.Sqrt(0.004996 / 0.001999) + 1e-8);
        Assert.Equal(expected, adam.Step(tensor([-1.0], [1, 1]), 1).ToDouble(), 9);
    }
}
