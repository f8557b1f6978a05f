using Audit.Bounds;
using Audit.Certify;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Records.Certificates;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests.Bounds;

/// <summary>Bounds worked out by hand, closed forms, and single rules.</summary>
public class BoundRuleTests
{
    /// <summary>y1 = relu(x1 + x2), y2 = relu(x1 - x2), logits (y1 + y2, 0), around 0 with epsilon 1.</summary>
    private static Graph Diamond() => BoundNets.Mlp((new double[,] { { 1, 1 }, { 1, -1 } }, [0, 0]),
        (new double[,] { { 1, 1 }, { 0, 0 } }, [0, 0]));

    // Both hidden values lie in [-2, 2]; the line above is x/2 + 1, so y1 + y2 <= x1 + 2 <= 3, where intervals say 4.
    // Below: slope 0 (u = 2 is not above -l = 2) gives 0, slope 1 gives 2 x1 >= -2, slope 1/2 gives x1 >= -1.
    [Theory]
    [InlineData("ibp", 0, -4)]
    [InlineData("adaptive", 0, -3)]
    [InlineData("zero", 0, -3)]
    [InlineData("one", -2, -3)]
    [InlineData("parallel", -1, -3)]
    public void Margins_OfTheDiamond_AreThoseWorkedOutByHand(string method, double first, double second)
    {
        using var scope = NewDisposeScope();
        var graph = Diamond();
        var region = InputRegion.Linf(zeros([2, 1, 1, 2], float64), 1, clip: false);
        var rows = Specification.Margins(tensor([0L, 1]), 2, region.Centre);
        var lower = method == "ibp" ? Intervals.Run(graph, region, rows).Lower
            : Crown.Lower(graph, region, rows, Intervals.Values(graph, region),
            new CrownOptions { LowerSlope = Enum.Parse<LowerSlope>(method, true) });
        Assert.Equal([first, second], lower.flatten().data<double>().ToArray());
    }

    [Fact]
    public void AlphaCrown_OfTheDiamond_FindsTheBestSlopeFromTheWorst()
    {
        using var scope = NewDisposeScope();
        var graph = Diamond();
        var region = InputRegion.Linf(zeros([1, 1, 1, 2], float64), 1, clip: false);
        var rows = Specification.Margins(tensor([0L]), 2, region.Centre);
        var from = new CrownOptions { LowerSlope = LowerSlope.One };
        double lower = AlphaCrown.Lower(graph, region, rows, Intervals.Values(graph, region), from).ToDouble();
        Assert.InRange(lower, -1e-6, 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Margins_OfALinearNetwork_AreTheDualNorm(bool l2)
    {
        using var scope = NewDisposeScope();
        double[,] w = { { 1, -2, 0.5 }, { 0.25, 3, -1 } };
        var graph = BoundNets.Mlp((w, [0.1, -0.2]));
        var x = tensor([0.2, 0.7, 0.4], [1, 1, 1, 3]);
        var region = l2 ? InputRegion.L2(x, 0.3, clip: false) : InputRegion.Linf(x, 0.3, clip: false);
        var rows = Specification.Margins(tensor([1L]), 2, x);
        double[] d = [w[1, 0] - w[0, 0], w[1, 1] - w[0, 1], w[1, 2] - w[0, 2]];
        double expected = 0.2 * d[0] + 0.7 * d[1] + 0.4 * d[2] - 0.3 - 0.3 * (l2 ? Math.Sqrt(d.Sum(v => v * v))
            : d.Sum(Math.Abs));
        Assert.Equal(expected, Intervals.Run(graph, region, rows).Lower.ToDouble(), 12);
        Assert.Equal(expected, Crown.Lower(graph, region, rows, Intervals.Values(graph, region)).ToDouble(), 12);
    }

    [Fact]
    public void Margins_CutToTheUnitBox_CountOnlyImagesThatExist()
    {
        using var scope = NewDisposeScope();
        var graph = BoundNets.Mlp((new double[,] { { 1, 1 }, { 0, 0 } }, [0, 0]));
        var x = tensor([0.1, 0.95], [1, 1, 1, 2]);
        var rows = Specification.Margins(tensor([0L]), 2, x);
        Assert.Equal(0.75, Intervals.Run(graph, InputRegion.Linf(x, 0.2), rows).Lower.ToDouble(), 12);
        Assert.Equal(0.65, Intervals.Run(graph, InputRegion.Linf(x, 0.2, clip: false), rows).Lower.ToDouble(), 12);
    }

    [Fact]
    public void Specification_Margins_SkipTheLabel()
    {
        using var scope = NewDisposeScope();
        var rows = Specification.Margins(tensor([1L]), 3, zeros([1], float64));
        Assert.Equal([-1, 1, 0, 0, 1, -1], rows.flatten().data<double>().ToArray());
        Assert.Equal([-1, 1, 0, 0, 0, 0, 0, 1, -1], Specification.MarginsWithOwn(tensor([1L]), 3, zeros([1], float64)).flatten()
            .data<double>().ToArray());
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("relu")]
    [InlineData("leaky")]
    public void Lines_AroundActivations_HoldOnAFineGrid(string name)
    {
        using var scope = NewDisposeScope();
        Op op = name switch { "sigmoid" => new Sigmoid(), "tanh" => new Tanh(), "relu" => new Relu(), _ => new LeakyRelu(0.3) };
        double[] ends = [-30, -5, -2, -0.7, -0.1, -1e-7, 0, 1e-7, 0.1, 0.4, 1, 3, 12];
        var pairs = (from l in ends from u in ends where l <= u select (l, u)).ToList();
        var x = new Interval(tensor(pairs.Select(p => p.l).ToArray()), tensor(pairs.Select(p => p.u).ToArray()));
        foreach (var slope in Enum.GetValues<LowerSlope>())
        {
            var lines = Relaxation.Of(op, new LineInputs(x, slope, null, null))!;
            for (int k = 0; k <= 200; k++)
            {
                var at = x.Lower + (x.Upper - x.Lower) * (k / 200.0);
                var value = Forward.Evaluate(op, [at])!;
                Tensor low = lines.LowerSlope * at, high = lines.UpperSlope * at;
                low = lines.LowerOffset is { } a ? low + a : low;
                high = lines.UpperOffset is { } b ? high + b : high;
                Assert.True((value - low).min().ToDouble() >= -1e-9,
                    $"{name} {slope}: line below is {(value - low).min().ToDouble():G3}");
                Assert.True((high - value).min().ToDouble() >= -1e-9,
                    $"{name} {slope}: line above is {(high - value).min().ToDouble():G3}");
            }
        }
    }

    [Fact]
    public void Lines_OfALeakyReluWithGivenSlopes_StayBelowIt()
    {
        using var scope = NewDisposeScope();
        var x = new Interval(tensor([-2.0]), tensor([3.0]));
        foreach (double slope in (double[])[0, 0.1, 0.3, 0.8, 1])
        {
            var lines = Relaxation.Of(new LeakyRelu(0.3), new LineInputs(x, LowerSlope.Adaptive, null,
                full([1], slope, float64)))!;
            double below = lines.LowerSlope.ToDouble();
            Assert.InRange(below, 0.3, 1);
            Assert.True(below * -2 <= -0.6 + 1e-12 && below * 3 <= 3);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bounds_Gradients_AreThoseOfDifferences(bool crown)
    {
        using var scope = NewDisposeScope();
        var graph = BoundNets.Residual(2);
        var x = tensor(Loops.Numbers(36, 0.2), [1, 1, 6, 6]).to(float64) * 0.3 + 0.5;
        var rows = Specification.Margins(tensor([1L]), 4, x);
        Tensor Sum(Tensor image)
        {
            var region = InputRegion.Linf(image, 0.05, clip: false);
            return crown ? Crown.Lower(graph, region, rows, Intervals.Values(graph, region)).sum()
                : Intervals.Run(graph, region, rows).Lower.sum();
        }
        var weight = ((Conv2d)graph.Nodes[1].Op).Weight.requires_grad_();
        var leaf = x.clone().requires_grad_();
        var gradients = autograd.grad([Sum(leaf)], [leaf, weight]);
        using var guard = no_grad();
        const double Step = 1e-6;
        for (int i = 0; i < 27; i += 4)
        {
            var moved = x.clone();
            moved.reshape(-1)[i] += Step;
            double up = Sum(moved).ToDouble();
            moved.reshape(-1)[i] -= 2 * Step;
            Assert.Equal((up - Sum(moved).ToDouble()) / (2 * Step), gradients[0].flatten()[i].ToDouble(), 5);
            weight.reshape(-1)[i] += Step;
            up = Sum(x).ToDouble();
            weight.reshape(-1)[i] -= 2 * Step;
            double down = Sum(x).ToDouble();
            weight.reshape(-1)[i] += Step;
            Assert.Equal((up - down) / (2 * Step), gradients[1].flatten()[i].ToDouble(), 5);
        }
    }

    [Fact]
    public void Crown_OfAnOpWithoutARule_NamesMethodOpAndNode()
    {
        using var scope = NewDisposeScope();
        var graph = new Graph([new("input", new Input(), []), new("inverse", new Reciprocal(), [0]),
            new("flat", new Flatten(), [1])], new ImageShape(1, 1, 2), 2);
        var region = InputRegion.Linf(full([1, 1, 1, 2], 0.5, float64), 0.1);
        var rows = Specification.Margins(tensor([0L]), 2, region.Centre);
        var intervals = Intervals.Values(graph, region);
        Assert.Equal("Crown has no rule for Reciprocal at node 1 (inverse)",
            Assert.Throws<UnsupportedOpException>(() => Crown.Lower(graph, region, rows, intervals)).Message);
    }

    [Fact]
    public void Certificate_OfWeightsThatAreNotNumbers_IsAnAbstention()
    {
        using var scope = NewDisposeScope();
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity])
        {
            var graph = BoundNets.Mlp((new double[,] { { 1, bad }, { 1, -1 } }, [5, 0]),
                (new double[,] { { 1, 1 }, { 0, 0 } }, [9, 0]));
            foreach (var method in Enum.GetValues<BoundMethod>().Where(m => m != BoundMethod.Complete))
            {
                var certificate = new BoundCertifier(graph, new BoundOptions { Method = method, Epsilon = 0.1 })
                    .Certify(full([1, 1, 1, 2], 0.5))[0];
                Assert.True(certificate.Verdict is Abstained, $"{method}: {certificate.Verdict}");
            }
        }
    }

    [Fact]
    public void RadiusSearch_OfALinearNetwork_FindsTheMarginOverTheDualNorm()
    {
        using var scope = NewDisposeScope();
        var graph = BoundNets.Mlp((new double[,] { { 2, 1 }, { 0, 0 } }, [-0.9, 0]));
        var x = tensor([0.5f, 0.5f, 0.31f, 0.3f], [2, 1, 1, 2]);
        foreach (var (norm, dual) in ((Norm, double)[])[(Norm.Linf, 3), (Norm.L2, Math.Sqrt(5))])
        {
            var found = new BoundCertifier(graph, new BoundOptions
            {
                Method = BoundMethod.Crown,
                Norm = norm,
                Epsilon = null,
                Clip = false,
                Arithmetic = BoundArithmetic.Sound
            }).Certify(x);
            double[] exact = [(1.5 - 0.9) / dual, ((2 * (double)0.31f) + (double)0.3f - 0.9) / dual];
            for (int k = 0; k < 2; k++)
            {
                double radius = found[k].Radius;
                Assert.IsType<Certified>(found[k].Verdict);
                Assert.InRange(radius, exact[k] * (1 - 1.0 / 512), exact[k]);
            }
        }
    }
}
