using Audit.Bounds;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Shadow;
using static TorchSharp.torch;

namespace Audit.Tests.Shadow;

public class BoundShadowTests
{
    private const double Epsilon = 0.02;
    private static readonly ImageShape Shape = new(1, 4, 4);

    [Fact]
    public void Objective_Plane_IsTheLogisticLossOfMarginLessEpsilonTimesTheDualNorm()
    {
        using var scope = NewDisposeScope();
        float[] w = [.. Enumerable.Range(0, 16).Select(k => k * 0.5f - 4)];
        var options = new BoundShadowOptions { LambdaTv = 0.3, LambdaNorm = 0.7, Normalised = false };
        var delta = Random([1, 1, 4, 4]) * 0.1;
        var objective = Objective(Bounds(Plane(w, 1.5f), clip: false), full([1, 1, 4, 4], 0.5, float64), tensor([1L]), options);
        double[] d = delta.data<double>().ToArray();
        double margin = 1.5 + w.Zip(d).Sum(p => p.First * (0.5 + p.Second)) - Epsilon * w.Sum(Math.Abs);
        double tv = 0;
        for (int k = 0; k < 16; k++)
        {
            if (k % 4 < 3)
                tv += Math.Pow(d[k + 1] - d[k], 2);
            if (k < 12)
                tv += Math.Pow(d[k + 4] - d[k], 2);
        }
        double expected = -Math.Log(1 + Math.Exp(-margin)) - 0.3 * tv - 0.7 * Math.Sqrt(d.Sum(v => v * v));
        Assert.Equal(expected, objective.Evaluate(delta, 0).Values.ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData(BoundMethod.Ibp)]
    [InlineData(BoundMethod.CrownIbp)]
    public void Gradient_AgreesWithCentralDifferences(BoundMethod kind)
    {
        using var scope = NewDisposeScope();
        var shape = new ImageShape(3, 8, 8);
        var bounds = new BallMargins(Network(shape), kind, Epsilon, clip: true, type: float64);
        var options = new BoundShadowOptions
        {
            Channels = 3,
            LambdaTv = 0.1,
            LambdaNorm = 0.2,
            LambdaColor = 0.3,
            LambdaDissim = 0.4,
            Normalised = false
        };
        var objective = Objective(bounds, full([2, 3, 8, 8], 0.5, float64), tensor([2L, 0]), options);
        var delta = Random([2, 3, 8, 8]) * 0.1;
        double[] gradient = objective.Evaluate(delta, 0).Gradient.contiguous().data<double>().ToArray(),
            values = delta.data<double>().ToArray();
        const double h = 1e-6;
        for (int k = 0; k < values.Length; k += 11)
        {
            double At(double shift)
            {
                double[] moved = [.. values];
                moved[k] += shift;
                return objective.Evaluate(tensor(moved, [2, 3, 8, 8]), 0).Values.sum().ToDouble();
            }
            Assert.Equal((At(h) - At(-h)) / (2 * h), gradient[k], 1e-5);
        }
    }

    [Fact]
    public void Gradient_WhereTheImageIsCut_IsThatOfTheCutImageAsIfItWereFree()
    {
        using var scope = NewDisposeScope();
        float[] w = [.. Enumerable.Repeat(0.5f, 16)];
        var loss = new BoundLoss(Bounds(Plane(w, 0), clip: false), full([1, 1, 4, 4], 0.9, float64), tensor([1L]),
            normalised: false);
        var objective = new EquationTwo(loss, default);
        Tensor Gradient(double d) => objective.Evaluate(full([1, 1, 4, 4], d, float64), 0).Gradient;
        // 1.4 is cut to 1, which 0.1 reaches by itself: same image, same gradient.
        Assert.True((Gradient(0.5) - Gradient(0.1)).abs().max().ToDouble() < 1e-12);
        Assert.True(Gradient(0.5).abs().min().ToDouble() > 1e-4);
        var image = loss.Image(full([1, 1, 4, 4], 0.5, float64));
        Assert.Equal(1, image.max().ToDouble(), 1e-12);
    }

    [Fact]
    public void Paper_StepOfEqualImages_IsTheOfficialStepOverAWholeBatch()
    {
        // The batch loss as published: mean cross entropy, TV summed over the batch, one norm over the batch; step 200.5.
        using var scope = NewDisposeScope();
        const int batch = 600;
        float[] w = [.. Enumerable.Range(0, 16).Select(k => MathF.Sin(k))];
        var bounds = Bounds(Plane(w, 0.25f), clip: false);
        var one = Random([1, 1, 4, 4]) * 0.1;
        var x = full([1, 1, 4, 4], 0.5, float64);
        var rows = bounds.Rows(tensor([.. Enumerable.Repeat(1L, batch)]));

        var all = one.expand(batch, -1, -1, -1).clone().requires_grad_();
        var lower = bounds.Lower(x + all, rows);
        var tv = (all.narrow(3, 1, 3) - all.narrow(3, 0, 3)).square().sum() + (all.narrow(2, 1, 3) - all.narrow(2, 0, 3)).square()
            .sum();
        var loss = -lower.neg().logsumexp(1).mean([0]) - 9e-6 * tv - 0.02 * all.square().sum().sqrt();
        var official = autograd.grad([loss], [all])[0].select(0, 0) * 200.5;

        var options = BoundShadowOptions.Paper with { Normalised = false };
        var gradient = Objective(bounds, x, tensor([1L]), options).Evaluate(one, 0).Gradient;
        var ours = new ShadowSteps(options.StepSize, options.Steps).Step(gradient, 0).select(0, 0);
        Assert.True((official - ours).abs().max().ToDouble() < 1e-9);
    }

    [Fact]
    public void Steps_AreAThirdFromHalfAndANinthFromFiveSixths()
    {
        using var scope = NewDisposeScope();
        double At(int step, int first = 0) => new ShadowSteps(9, 300, first).Step(ones(1), step).ToDouble();
        Assert.Equal([9.0, 9, 3, 3, 1, 1], [At(0), At(149), At(150), At(249), At(250), At(299)]);
        Assert.Equal(1, At(1, first: 249));
    }

    [Theory]
    [InlineData(0.98, true)]
    [InlineData(1.05, false)]
    public void StepLimit_IsWhereACheckerboardStopsShrinking(double share, bool shrinks)
    {
        // The change with the largest second derivative of TV, away from the border.
        using var scope = NewDisposeScope();
        var options = new BoundShadowOptions { LambdaTv = 0.01, LambdaNorm = 0, Normalised = false };
        var board = tensor([.. Enumerable.Range(0, 256).Select(k => (k / 16 + k) % 2 == 0 ? 1e-3 : -1e-3)], [1, 1, 16, 16])
            .expand(-1, 3, -1, -1);
        var leaf = board.select(1, 0).unsqueeze(1).clone().requires_grad_();
        var gradient = autograd.grad([Penalties.TotalVariation(leaf.expand(-1, 3, -1, -1)).sum() * -options.LambdaTv], [leaf])[0];
        var next = leaf.detach() + gradient * (share * options.StepLimit(colours: 3));
        Assert.Equal(shrinks, Math.Abs(next[0, 0, 8, 8].ToDouble()) < 1e-3);
    }

    [Fact]
    public void Validate_NamesWhatIsWrong()
    {
        Assert.Contains("channels", Assert.Single(new BoundShadowOptions { Channels = 2 }.Validate()));
        Assert.Contains("lambda-norm", Assert.Single(new BoundShadowOptions { LambdaNorm = double.NaN }.Validate()));
        Assert.Contains("step-size", Assert.Single(new BoundShadowOptions { StepSize = double.PositiveInfinity }.Validate()));
        Assert.Empty(BoundShadowOptions.Paper.Validate().Concat(BoundShadowOptions.Cpu.Validate()));
    }

    private static EquationTwo Objective(BallMargins bounds, Tensor x, Tensor targets, BoundShadowOptions options) =>
        new(new BoundLoss(bounds, x, targets, options.Normalised), options.Lambdas);

    private static BallMargins Bounds(Graph graph, bool clip) => new(graph, BoundMethod.Ibp, Epsilon, clip, type: float64);

    /// <summary>Class 1 where w.x + b is positive, by that margin.</summary>
    internal static Graph Plane(float[] w, float b)
    {
        var weight = zeros([2, w.Length]);
        weight.select(0, 1).copy_(tensor(w));
        return new Graph(
        [
            new Node("input", new Input(), []), new Node("flatten", new Flatten(), [0]),
            new Node("fc", new Linear(weight.DetachFromDisposeScope(), tensor([0f, b]).DetachFromDisposeScope()), [1]),
        ], Shape, 2);
    }

    internal static Graph Network(ImageShape shape) => Architecture.Build(new ArchitectureSpec("cnn-small", shape, 4, null),
        new Initializer(new Rng(1)));

    private static Tensor Random(long[] shape)
    {
        var values = new float[shape.Aggregate((a, b) => a * b)];
        GaussianNoise.Fill(values, new Rng(3), new NoiseAddress(NoiseStream.Start, 0, 0));
        return tensor(values, shape, float64);
    }
}
