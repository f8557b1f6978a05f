using Audit.Bounds;
using Audit.Certify;
using Audit.Networks.Graphs;
using Audit.Records.Certificates;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests.Bounds;

/// <summary>Bounds with rounding errors enclosed, against the same network in exact rational arithmetic.</summary>
public class SoundArithmeticTests
{
    /// <summary>A network whose answer float32 gets wrong: 2^26 - 1 has 26 bits, float32 has 24.</summary>
    /// <remarks>h = (2^26 x1 - x2, 2^26 x1); margin h1 - h2 + 1/2 = 1/2 - x2, which at x2 = 1 is -1/2. In float32 the 1 is lost:
    /// +1/2.</remarks>
    private static readonly (double[,] Weight, double[] Bias)[] Lossy =
    [
        (new double[,] { { 67108864, -1 }, { 67108864, 0 } }, [0, 0]),
        (new double[,] { { 1, -1 }, { 0, 0 } }, [0.5, 0]),
    ];

    private const double Tiny = 1.0 / (1L << 40);

    [Theory]
    [InlineData(BoundMethod.Ibp)]
    [InlineData(BoundMethod.CrownIbp)]
    [InlineData(BoundMethod.Crown)]
    [InlineData(BoundMethod.AlphaCrown)]
    [InlineData(BoundMethod.FastLin)]
    public void Certificate_OfANetworkThatFloat32GetsWrong_IsRefusedBySoundArithmetic(BoundMethod method)
    {
        using var scope = NewDisposeScope();
        var graph = BoundNets.Mlp(Lossy);
        var x = tensor([1f, 1f], [1, 1, 1, 2]);
        Certificate Of(BoundArithmetic arithmetic) => new BoundCertifier(graph, new BoundOptions
        {
            Method = method,
            Epsilon = Tiny,
            Arithmetic = arithmetic,
        }).Certify(x)[0];

        Assert.Equal(0, Of(BoundArithmetic.Float32).Class);
        // The margin of class 0 is negative at the image itself, in exact arithmetic: the certificate above is false.
        Assert.True(Exact(Lossy, [Rational.Of(1), Rational.Of(1)])[0] < Rational.Zero);
        Assert.NotEqual(0, Of(BoundArithmetic.Sound).Class);
    }

    [Fact]
    public void Certificate_OfANetworkThatFloat64GetsWrong_IsRefusedBySoundArithmetic()
    {
        using var scope = NewDisposeScope();
        (double[,], double[])[] lossy = [(new double[,] { { 1L << 55, -1 }, { 1L << 55, 0 } }, [0, 0]), Lossy[1]];
        var graph = BoundNets.Mlp(lossy);
        var x = tensor([1f, 1f], [1, 1, 1, 2]);
        // So small a region that its own width does not hide the error.
        Certificate Of(BoundArithmetic arithmetic) => new BoundCertifier(graph, new BoundOptions
        {
            Method = BoundMethod.Crown,
            Epsilon = 1e-25,
            Arithmetic = arithmetic,
        }).Certify(x)[0];
        Assert.Equal(0, Of(BoundArithmetic.Float64).Class);
        Assert.True(Exact(lossy, [Rational.Of(1), Rational.Of(1)])[0] < Rational.Zero);
        Assert.IsType<Abstained>(Of(BoundArithmetic.Sound).Verdict);
    }

    [Fact]
    public void Intervals_OfRandomNetworks_EncloseTheExactIntervals()
    {
        using var guard = no_grad();
        for (int seed = 0; seed < 12; seed++)
        {
            using var scope = NewDisposeScope();
            // Sizes from 2^-20 to 2^20, so that sums cancel.
            var layers = Random(seed, 5, 7, 6, 3);
            var (graph, region, rows) = Prepared(layers, seed, 0.05);
            var bound = Intervals.Run(graph, region, rows, Rounding.Outward);
            var plain = Intervals.Run(graph, region, rows);
            var (lower, upper) = ExactIntervals(layers, region);
            for (int r = 0; r < 2; r++)
            {
                Rational low = Rational.Of(At(bound.Lower, r)), high = Rational.Of(At(bound.Upper, r));
                Assert.True(low <= lower[r], $"seed {seed}, row {r}: lower end above the exact one");
                Assert.True(high >= upper[r], $"seed {seed}, row {r}: upper end below the exact one");
                double width = (upper[r] - lower[r]).ToDouble();
                Assert.True(At(plain.Lower, r) - At(bound.Lower, r) <= 1e-9 * width, "widened by far more than rounding");
            }
        }
    }

    [Fact]
    public void BackwardBounds_OfRandomNetworks_AreBelowExactMargins()
    {
        using var guard = no_grad();
        bool plainIsWrong = false;
        for (int seed = 0; seed < 12; seed++)
        {
            using var scope = NewDisposeScope();
            var layers = Random(seed, 5, 7, 6, 3);
            // A region so small that the bound's own looseness does not hide what rounding does.
            var (graph, region, rows) = Prepared(layers, seed, 1e-17);
            var options = new CrownOptions { LowerSlope = (LowerSlope)(seed % 4) };
            var values = Crown.Values(graph, region, options, Rounding.Outward);
            var lower = Crown.Lower(graph, region, rows, values, options, Rounding.Outward);
            var alpha = AlphaCrown.Lower(graph, region, rows, values, options, new AlphaOptions { Steps = 3 }, Rounding.Outward);
            var plain = Crown.Lower(graph, region, rows, Crown.Values(graph, region, options), options);
            double[][] points = [Numbers(region.Box.Lower), Numbers(region.Box.Upper), Numbers(region.Centre)];
            foreach (double[] point in points)
            {
                var exact = Exact(layers, [.. point.Select(Rational.Of)]);
                for (int r = 0; r < 2; r++)
                {
                    var margin = exact[0] - exact[r + 1];
                    Assert.True(Rational.Of(At(lower, r)) <= margin, $"seed {seed}, row {r}");
                    Assert.True(Rational.Of(At(alpha, r)) <= margin, $"alpha, seed {seed}, row {r}");
                    plainIsWrong |= Rational.Of(At(plain, r)) > margin;
                }
            }
        }
        Assert.True(plainIsWrong, "no bound is wrong without its rounding errors: these networks cannot tell");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SoundBounds_OfAConvolutionalNetwork_AreHardlyLowerThanThePlainOnes(bool l2)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var graph = BoundNets.Residual(1);
        var x = tensor(Loops.Numbers(2 * 36, 0.2), [2, 1, 6, 6]).to(float64) * 0.5 + 0.5;
        var region = l2 ? InputRegion.L2(x, 0.2) : InputRegion.Linf(x, 0.05);
        var outward = l2 ? InputRegion.L2(x, 0.2, rounding: Rounding.Outward)
            : InputRegion.Linf(x, 0.05, rounding: Rounding.Outward);
        var rows = Specification.Margins(tensor([0L, 2]), 4, x);
        void Compare(string name, Tensor plain, Tensor sound)
        {
            Assert.True(sound.lt(plain).all().ToBoolean(), $"{name}: not below");
            Assert.True((plain - sound).max().ToDouble() < 1e-9,
                FormattableString.Invariant($"{name}: below by {(plain - sound).max().ToDouble():G3}"));
        }
        Compare("ibp", Intervals.Run(graph, region, rows).Lower, Intervals.Run(graph, outward, rows, Rounding.Outward).Lower);
        Compare("crown", Crown.Lower(graph, region, rows, Crown.Values(graph, region)),
            Crown.Lower(graph, outward, rows, Crown.Values(graph, outward, null, Rounding.Outward), null, Rounding.Outward));
    }

    [Fact]
    public void SoundBounds_OfOpsWithoutAProof_AreRefusedByName()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var graph = BoundNets.EveryRule();
        var region = InputRegion.Linf(zeros([1, 2, 6, 8], float64) + 0.5, 0.1, rounding: Rounding.Outward);
        string message = Assert.Throws<UnsupportedOpException>(() =>
            Intervals.Run(graph, region, null, Rounding.Outward)).Message;
        Assert.Equal("Intervals with rounding errors has no rule for Tanh at node 6 (n6)", message);
    }

    [Fact]
    public void Rounding_DownAndUp_LeaveTheNeighbours()
    {
        using var scope = NewDisposeScope();
        double[] values = [1, -1, 3.7, 1e300, -1e-300, 0, 5e-324, Math.BitDecrement(1), 1L << 53];
        var x = tensor(values);
        double[] down = Numbers(((Rounding?)Rounding.Outward).Down(x)), up = Numbers(((Rounding?)Rounding.Outward).Up(x));
        for (int k = 0; k < values.Length; k++)
        {
            Assert.True(down[k] <= Math.BitDecrement(values[k]) && up[k] >= Math.BitIncrement(values[k]),
                $"{values[k]}: [{down[k]}, {up[k]}]");
        }
    }

    private static (Graph Graph, InputRegion Region, Tensor Rows) Prepared((double[,], double[])[] layers, int seed,
        double epsilon)
    {
        var graph = BoundNets.Mlp(layers);
        var x = tensor(Loops.Numbers(5, seed), [1, 1, 1, 5]).to(float64) * 0.5 + 0.5;
        return (graph, InputRegion.Linf(x, epsilon, rounding: Rounding.Outward), Specification.Margins(tensor([0L]), 3, x));
    }

    private static (double[,] Weight, double[] Bias)[] Random(int seed, params int[] widths) =>
        [.. Enumerable.Range(0, widths.Length - 1).Select(k =>
    {
        var w = new double[widths[k + 1], widths[k]];
        float[] numbers = Loops.Numbers(w.Length + widths[k + 1], seed + k * 0.37), sizes = Loops.Numbers(w.Length, seed + 5 + k);
        for (int i = 0; i < w.GetLength(0); i++)
            for (int j = 0; j < w.GetLength(1); j++)
                w[i, j] = numbers[i * w.GetLength(1) + j] * Math.Pow(2, Math.Round(20 * sizes[i * w.GetLength(1) + j]));
        return (w, numbers[w.Length..].Select(v => (double)v).ToArray());
    })];

    /// <summary>The network's values at a point, without rounding.</summary>
    private static Rational[] Exact((double[,] Weight, double[] Bias)[] layers, Rational[] x)
    {
        for (int k = 0; k < layers.Length; k++)
            x = [.. Apply(layers[k].Weight, layers[k].Bias, x)
                .Select(v => k < layers.Length - 1 ? Rational.Max(v, Rational.Zero) : v)];
        return x;
    }

    private static Rational[] Apply(double[,] w, double[] b, Rational[] x) => [.. b.Select((bias, i) =>
        x.Select((v, j) => Rational.Of(w[i, j]) * v).Aggregate(Rational.Of(bias), (sum, v) => sum + v))];

    /// <summary>Interval bounds of the margins of class 0, without rounding, last layer folded.</summary>
    private static (Rational[] Lower, Rational[] Upper) ExactIntervals((double[,] Weight, double[] Bias)[] layers,
        InputRegion region)
    {
        Rational[] low = [.. Numbers(region.Box.Lower).Select(Rational.Of)],
            high = [.. Numbers(region.Box.Upper).Select(Rational.Of)];
        for (int k = 0; k < layers.Length; k++)
        {
            var (w, b) = layers[k];
            bool last = k == layers.Length - 1;
            int rows = last ? b.Length - 1 : b.Length;
            Rational Weight(int i, int j) => last ? Rational.Of(w[0, j]) - Rational.Of(w[i + 1, j]) : Rational.Of(w[i, j]);
            Rational Bias(int i) => last ? Rational.Of(b[0]) - Rational.Of(b[i + 1]) : Rational.Of(b[i]);
            Rational End(int i, bool lower) => Enumerable.Range(0, low.Length).Aggregate(Bias(i), (sum, j) =>
                sum + Weight(i, j) * ((Weight(i, j) < Rational.Zero) == lower ? high[j] : low[j]));
            var (l, h) = (Enumerable.Range(0, rows).Select(i => End(i, true)).ToArray(), Enumerable.Range(0, rows)
                .Select(i => End(i, false)).ToArray());
            (low, high) = last ? (l, h) : ([.. l.Select(v => Rational.Max(v, Rational.Zero))],
                [.. h.Select(v => Rational.Max(v, Rational.Zero))]);
        }
        return (low, high);
    }

    private static double At(Tensor t, int row) => t[0, row].ToDouble();

    private static double[] Numbers(Tensor t) => t.flatten().contiguous().data<double>().ToArray();
}
