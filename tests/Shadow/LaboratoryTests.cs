using Audit.Attacks;
using Audit.Certify;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Shadow;
using Audit.Tests.Attacks;
using static TorchSharp.torch;

namespace Audit.Tests.Shadow;

/// <summary>The parts that make other attacks of the Shadow Attack.</summary>
public class LaboratoryTests
{
    [Fact]
    public void WithoutPenaltiesInABall_IsPgdBitForBit()
    {
        using var scope = NewDisposeScope();
        const double epsilon = 0.25, step = 0.25;
        const int steps = 12;
        var network = Trial.Curved();
        var copies = new NoisyCopies(network.InputShape, new GaussianSampler(0.1f), 1, fresh: false, new Rng(3), 7, CPU);
        var drawn = copies.Noise(0, 0);
        // The victim that PGD attacks: the network behind the one noisy copy.
        var victim = new FunctionClassifier(network.InputShape, network.Classes, x => network.Logits(x + drawn));
        var x = Trial.Images(1);
        long label = Trial.Labels(victim, x)[0], target = (label + 2) % network.Classes;
        var pgd = GradientAttack.Bim(Norm.Linf, steps, step) with { ReturnLast = true };
        var expected = pgd.Run(Trial.Task(victim, x, [label], Norm.Linf, epsilon, targets: [target])).XAdv;

        var options = new AscentOptions { Step = StepKind.Sign, LinfBudget = epsilon };
        var loss = new SmoothedLoss(network, x, [(int)target], [copies]);
        var projection = new SharedBallAndBox(x, options.Budget, 1);
        var delta = new Ascent(steps, options.Rule(step * epsilon), projection).Run(zeros_like(x), new EquationTwo(loss,
            default));
        Assert.True((x + delta).Equals(expected), $"{(x + delta - expected).abs().max().ToDouble()}");
        Assert.True(delta.abs().max().ToDouble() > 0.2);
    }

    [Theory]
    [InlineData(1, Norm.L2)]
    [InlineData(3, Norm.L2)]
    [InlineData(1, Norm.Linf)]
    [InlineData(3, Norm.Linf)]
    public void Projection_HoldsBallAndBox_AndLeavesWhatIsInside(int channels, Norm norm)
    {
        using var scope = NewDisposeScope();
        var x = Uniform([2, 3, 6, 6], 1);
        double size = norm == Norm.L2 ? 0.7 : 0.1;
        var projection = new SharedBallAndBox(x, (norm, size), channels);
        var far = (Uniform([2, channels, 6, 6], 2) - 0.5) * 4;
        var image = projection.Apply(far).expand(-1, 3, -1, -1);
        double length = norm == Norm.L2 ? image.square().sum([1, 2, 3]).sqrt().max().ToDouble() : image.abs().max().ToDouble();
        Assert.InRange(length, size * 0.2, size * (1 + 1e-6));
        Assert.InRange((x + image).min().ToDouble(), -1e-7, 1);
        Assert.InRange((x + image).max().ToDouble(), 0, 1 + 1e-7);
        var middle = new SharedBallAndBox(full_like(x, 0.5), (norm, size), channels);
        var near = (Uniform([2, channels, 6, 6], 3) - 0.5) * 0.01;
        Assert.True(middle.Apply(near).Equals(near));
    }

    [Fact]
    public void Grid_OfABoundedChange_NeverGrows_AndKeepsWholeLevels()
    {
        using var scope = NewDisposeScope();
        var clean = (Uniform([1, 3, 8, 8], 1) * 255).round() / 255;
        var image = (clean + (Uniform([1, 3, 8, 8], 2) - 0.5) * 0.3).clamp(0, 1);
        var stored = EightBitGrid.Of(image, clean, bounded: true);
        Assert.True(((stored - clean).abs() - (image - clean).abs()).max().ToDouble() < 4.1e-6);
        Assert.True((stored * 255 - (stored * 255).round()).abs().max().ToDouble() < 1e-4);
        Assert.True((stored - image).abs().max().ToDouble() < 1.0 / 255 + 1e-6);
        var levels = (clean + 8.0 / 255).clamp(0, 1);
        Assert.True((EightBitGrid.Of(levels, clean, bounded: true) - levels).abs().max().ToDouble() < 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Search_WithABudget_StaysInIt(int channels)
    {
        using var scope = NewDisposeScope();
        var options = ShadowOptions.Cpu with { Steps = 8, Copies = 8, Channels = channels, Ascent = new() { L2Budget = 0.9 } };
        var spoof = ShadowAttackTests.Search(full([3, 8, 8], 128 / 255.0), options, new Rng(1));
        Assert.InRange(spoof.Distances.L2, 0.05, 0.9 + 1e-4);
        Assert.Equal(8 * 8, spoof.Passes);
    }

    [Fact]
    public void Box_CutsAfterEachStep()
    {
        using var scope = NewDisposeScope();
        var x = full([1, 3, 4, 4], 0.9);
        var cut = new SharedBallAndBox(x, null, 1).Apply(ones([1, 1, 4, 4]));
        Assert.Equal(0.1, cut.max().ToDouble(), 1e-6);
    }

    internal static Tensor Uniform(long[] shape, int sample)
    {
        var values = new float[shape.Aggregate((a, b) => a * b)];
        UniformNoise.Fill(values, new Rng(3), new NoiseAddress(NoiseStream.Start, 0, sample));
        return tensor(values, shape);
    }
}
