using Audit.Bounds;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests.Bounds;

/// <summary>Whole bounds of networks whose sums cancel, against rational arithmetic: one rounding error left out is
/// seen.</summary>
public class SoundReferenceTests
{
    private static readonly Rounding Outward = Rounding.Outward;

    /// <summary>The coefficient of x behind the two layers is the sum of the entries, which is -1; in float64 a large one
    /// swallows it.</summary>
    [Fact]
    public void Crown_OfCoefficientsThatCancel_IsBelowTheExactMargin()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        double huge = 1L << 54;
        int wrong = 0;
        foreach (double[] w in (double[][])[[huge, -1, -huge], [-1, huge, -huge], [-huge, huge, -1], [huge, -huge, -1],
            [-huge, -1, huge], [-1, -huge, huge]])
        {
            var graph = BoundNets.Mlp((new double[,] { { w[0] }, { w[1] }, { w[2] } }, [0, 0, 0]),
                (new double[,] { { 1, 1, 1 }, { 0, 0, 0 } }, [0, 0]));
            // Without the ReLU between the layers, which Mlp puts there: lines of one slope.
            graph = graph.Map(n => n.Op is Relu ? new Flatten() : n.Op);
            var region = InputRegion.Linf(tensor([1.0], [1, 1, 1, 1]), 1e-12, rounding: Outward);
            var rows = Specification.Margins(tensor([0L]), 2, region.Centre);
            double Lower(Rounding? rounding) => Crown.Lower(graph, region, rows, Crown.Values(graph, region, null, rounding),
                null, rounding).ToDouble();
            Assert.True(Lower(Outward) <= -1, $"[{string.Join(", ", w)}]: {Lower(Outward)}");
            wrong += Lower(null) > -0.5 ? 1 : 0;
        }
        Assert.True(wrong > 0, "no order of the sum loses the 1: the networks cannot tell");
    }

    [Theory]
    [InlineData("average pool")]
    [InlineData("global average")]
    [InlineData("mean")]
    public void Average_OfNumbersThatCancel_IsEnclosed(string kind)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Op op = kind switch
        {
            "average pool" => new AvgPool2d([2, 2], [2, 2], [0, 0]),
            "mean" => new Mean([2, 3], KeepDimensions: true),
            _ => new GlobalAvgPool(),
        };
        double huge = 1L << 54;
        foreach (double[] x in (double[][])[[huge, -1, -huge, 3], [1, huge, -huge, 1], [huge, 1, 1, -huge], [-huge, 3, huge, 5]])
        {
            var graph = new Graph([new("input", new Input(), []), new("average", op, [0]), new("flat", new Flatten(), [1])],
                new ImageShape(1, 2, 2), 1);
            var point = tensor(x, [1, 1, 2, 2]);
            var bound = Intervals.Run(graph, new InputRegion(point, new Interval(point, point), null), null, Outward);
            var exact = ExactNetwork.Run(graph, x)[0];
            Assert.True(Rational.Of(bound.Lower.ToDouble()) <= exact && exact <= Rational.Of(bound.Upper.ToDouble()),
                $"[{string.Join(", ", x)}]: {exact.ToDouble()} is not in [{bound.Lower.ToDouble()}, {bound.Upper.ToDouble()}]");
        }
    }

    /// <summary>Rows of any size over the logits of one layer: C W x + C b, where C b alone loses digits.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FoldedLastLayer_WithLargeBiases_EnclosesExactRows(bool l2)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        for (int seed = 0; seed < 10; seed++)
        {
            double[] bias = Wild(6, seed), rows = Wild(12, seed + 20);
            // The last bias makes the first row's constant small.
            bias[^1] = -Enumerable.Range(0, 5).Sum(c => rows[c] * bias[c]) / rows[5];
            var weight = new double[6, 4];
            float[] numbers = Loops.Numbers(24, seed + 0.4);
            for (int k = 0; k < 24; k++)
                weight[k / 4, k % 4] = 1e-12 * numbers[k];
            var graph = BoundNets.Mlp((weight, bias));
            double[] pixels = [0.1, 0.4, 0.6, 0.9];
            var x = tensor(pixels, [1, 1, 1, 4]);
            var region = l2 ? InputRegion.L2(x, 1e-9, rounding: Outward) : InputRegion.Linf(x, 1e-9, rounding: Outward);
            var bound = Intervals.Run(graph, region, tensor(rows, [1, 2, 6]), Outward);
            var logits = ExactNetwork.Run(graph, pixels);
            for (int r = 0; r < 2; r++)
            {
                var exact = logits.Select((z, c) => Rational.Of(rows[6 * r + c]) * z).Aggregate((p, q) => p + q);
                Assert.True(Rational.Of(bound.Lower[0, r].ToDouble()) <= exact
                    && exact <= Rational.Of(bound.Upper[0, r].ToDouble()), $"seed {seed}, row {r}");
            }
        }
    }

    /// <summary>Behind an L2 ball: layers of weights between 2^-20 and 2^20, a region far smaller than what rounds.</summary>
    [Theory]
    [InlineData("Linear")]
    [InlineData("Conv2d")]
    [InlineData("Normalize")]
    [InlineData("Scale")]
    [InlineData("BatchNorm")]
    public void Ball_ThroughLayersThatCancel_EnclosesExactValues(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        for (int seed = 0; seed < 4; seed++)
        {
            var graph = OpSamples.Of(name, wild: true, seed);
            var x = tensor(Loops.Numbers(40, 0.2), [1, 2, 4, 5]).to(float64) * 0.45 + 0.5;
            var region = InputRegion.L2(x, 1e-20, rounding: Outward);
            var bound = Intervals.Run(graph, region, null, Outward);
            var exact = ExactNetwork.Run(graph, x.contiguous().flatten().data<double>().ToArray());
            for (int c = 0; c < 3; c++)
            {
                Assert.True(Rational.Of(bound.Lower[0, c].ToDouble()) <= exact[c]
                    && exact[c] <= Rational.Of(bound.Upper[0, c].ToDouble()), $"seed {seed}, class {c}");
            }
        }
    }

    [Theory]
    [InlineData(-1, 2, -3, 1, -6, 3)]
    [InlineData(-3, 1, -1, 2, -6, 3)]
    [InlineData(1, 2, -3, 4, -6, 8)]
    [InlineData(-2, -1, 3, 4, -8, -3)]
    [InlineData(-2, -1, -4, -3, 3, 8)]
    public void Product_OfIntervals_LooksAtAllFourCorners(double a, double b, double c, double d, double low, double high)
    {
        using var scope = NewDisposeScope();
        var op = new Multiply();
        Interval Of(double l, double u) => new(tensor([l]), tensor([u]));
        var product = BoundRules.Intervals.Apply(op, new IntervalInputs(op, [Of(a, b), Of(c, d)], null))!;
        Assert.Equal((low, high), (product.Lower.ToDouble(), product.Upper.ToDouble()));
    }

    private static double[] Wild(int count, int seed) => [.. Loops.Numbers(count, seed + 0.3)
        .Zip(Loops.Numbers(count, seed + 0.8)).Select(p => p.First * (1 + 1e-9) * Math.Pow(2, Math.Round(20 * p.Second)))];
}
