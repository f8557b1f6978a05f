using Audit.Attacks;
using Audit.Models.Graphs;
using Audit.Models.Noise;
using Audit.Records.Certificates;
using Audit.Shadow;
using static TorchSharp.torch;

namespace Audit.Tests.Shadow;

public class BoundShadowTests
{
    private static readonly ImageShape Shape = new(3, 4, 4);
    private static readonly BoundShadowOptions Plain = BoundShadowOptions.Cpu with { Steps = 40, LambdaTv = 0.001, LambdaNorm = 0, StepSize = 0.5 };

    /// <summary>Class k has the mean of all pixels times k: bright images are of the last class; margins are known in closed form.</summary>
    private static Graph Brightness(int classes)
    {
        int size = Shape.Elements;
        var weight = arange(classes, float32).unsqueeze(1).expand(classes, size) / size * 10;
        var bias = tensor([.. Enumerable.Range(0, classes).Select(k => -5f * k * k / (classes - 1))]);
        return new Graph([new("input", new Input(), []), new("flatten", new Flatten(), [0]), new("fc", new Linear(weight.contiguous(), bias), [1])], Shape, classes);
    }

    private static MarginBound Bound(int classes = 3, bool crown = false) => new(Brightness(classes), 0.02, crown, IsClipped: true);

    private static Func<Tensor, int, Certificate> Referee(MarginBound bound) => (x, c) =>
    {
        using var scope = NewDisposeScope();
        var rows = bound.Lower(x, tensor([(long)c])).flatten();
        double lowest = Enumerable.Range(0, bound.Classes).Where(k => k != c).Min(k => rows[k].ToDouble());
        return Certificate.FromBounds(new Bounds(lowest, "ibp", "float32"), c, new LinfBall(bound.Epsilon));
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lower_OnALinearNetwork_IsTheMarginLessEpsilonTimesTheL1NormOfItsGradient(bool crown)
    {
        using var scope = NewDisposeScope();
        var margins = Bound(crown: crown).Lower(full(Shape.Batch(1), 0.7), tensor([2L]));
        // Logits are 10 k b - 2.5 k^2 at brightness b; a margin of classes 2 and k changes by 10 (2 - k) with b.
        for (int k = 0; k < 3; k++)
            Assert.Equal(10 * (2 - k) * (0.7 - 0.02) - 2.5 * (4 - k * k), margins[0, k].ToDouble(), 1e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Evaluate_Gradient_IsTheSlopeOfEquation2(int channels)
    {
        using var scope = NewDisposeScope();
        var targets = tensor([0L, 2L]);
        var objective = new BoundShadowObjective(Bound(), full(Shape.Batch(1), 0.5), full([1, 3, 1, 1], 0.2), targets, new BoundShadowOptions { LambdaTv = 0.05, LambdaNorm = 0.3 });
        var delta = (arange(2 * channels * 16, float32).reshape(2, channels, 4, 4) * 0.7).sin() * 0.1;
        var at = objective.Evaluate(delta, 0);
        var direction = (arange(2 * channels * 16, float32).reshape(2, channels, 4, 4) * 1.3).cos();
        const double h = 1e-2;
        var slope = (objective.Evaluate(delta + direction * h, 0).Values - objective.Evaluate(delta - direction * h, 0).Values) / (2 * h);
        var expected = (at.Gradient * direction).sum([1, 2, 3]);
        Assert.True((slope - expected).abs().max().ToDouble() < 2e-3, $"{slope[0].ToDouble()} {expected[0].ToDouble()} {slope[1].ToDouble()} {expected[1].ToDouble()}");
    }

    [Fact]
    public void Evaluate_TargetsDoNotDisturbEachOther()
    {
        using var scope = NewDisposeScope();
        var x = full(Shape.Batch(1), 0.5);
        var delta = rand(2, 0.1);
        Objective Both() => new BoundShadowObjective(Bound(), x, ones([1, 3, 1, 1]), tensor([0L, 2L]), Plain).Evaluate(delta, 0);
        Objective One(int k) => new BoundShadowObjective(Bound(), x, ones([1, 3, 1, 1]), tensor([2L * k]), Plain).Evaluate(delta.narrow(0, k, 1), 0);
        var both = Both();
        for (int k = 0; k < 2; k++)
        {
            Assert.Equal(One(k).Values.ToDouble(), both.Values[k].ToDouble(), 1e-6);
            Assert.True((One(k).Gradient - both.Gradient.narrow(0, k, 1)).abs().max().ToDouble() < 1e-6);
        }

        static Tensor rand(int n, double size) => (arange(n * 16, float32).reshape(n, 1, 4, 4) * 2.1).sin() * size;
    }

    [Fact]
    public void Run_BrightnessNetwork_FindsACertifiedWrongClassAndLeavesTheImageGreyShifted()
    {
        using var scope = NewDisposeScope();
        var bound = Bound();
        var search = new BoundSpoofSearch(bound, Plain, Referee(bound));
        var x = full([3, 4, 4], 51 / 255.0);
        var spoof = search.Run(x, label: 0, predicted: 0, image: 5, new Rng(1));
        Assert.Equal(0, spoof.Natural.Class);
        Assert.NotEqual(0, spoof.Target);
        Assert.Equal(spoof.Target, spoof.Final.Class);
        Assert.Equal(0, spoof.Distances.Dissim);
        var grid = spoof.Image * 255;
        Assert.True((grid - grid.round()).abs().max().ToDouble() < 1e-4);
        Assert.True(spoof.Image.Equals(search.Run(x, 0, 0, 5, new Rng(1)).Image));
    }

    [Fact]
    public void Run_Targets_KeepsTheNearestToACertificate()
    {
        using var scope = NewDisposeScope();
        var bound = Bound(4);
        // At brightness 0.9 class 3 is predicted; of the others class 2 is the nearest.
        var search = new BoundSpoofSearch(bound, Plain with { Targets = 1, Steps = 1 }, Referee(bound));
        Assert.Equal(2, search.Run(full([3, 4, 4], 0.9), 3, 3, 0, new Rng(1)).Target);
    }

    [Fact]
    public void ThirdsStep_DividesByThreeAfterHalfAndByNineAfterFiveSixths()
    {
        using var scope = NewDisposeScope();
        var step = new ThirdsStep(9, 300);
        double At(int k) => step.Step(ones([1]), k).ToDouble();
        Assert.Equal([9, 9, 3, 3, 1, 1], new[] { At(0), At(149), At(150), At(249), At(250), At(299) });
    }

    [Fact]
    public void Paper_IsTheAuthorsBatchSettingForOneImage()
    {
        // Step 200.5 on a mean over 600, 9e-6 TV, 0.02 times the norm of 600 perturbations.
        Assert.Equal(200.5 / 600, BoundShadowOptions.Paper.StepSize, 3);
        Assert.Equal(9e-6 * 600, BoundShadowOptions.Paper.LambdaTv, 6);
        Assert.Equal(0.02 * Math.Sqrt(600), BoundShadowOptions.Paper.LambdaNorm, 3);
        Assert.Empty(BoundShadowOptions.Paper.Validate());
        Assert.Empty(BoundShadowOptions.Cpu.Validate());
        Assert.Contains("channels", Assert.Single(new BoundShadowOptions { Channels = 2 }.Validate()));
    }
}
