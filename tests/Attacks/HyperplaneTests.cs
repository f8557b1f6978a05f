using System.Runtime.InteropServices;
using Audit.Attacks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>Projections onto hyperplanes inside the box.</summary>
public class HyperplaneTests
{
    [Theory]
    [InlineData(Norm.Linf)]
    [InlineData(Norm.L2)]
    [InlineData(Norm.L1)]
    public void Hyperplane_NoRandomPointOfThePlaneIsNearer(Norm norm)
    {
        using var scope = NewDisposeScope();
        var x = Trial.Images(30).flatten(1);
        var values = new float[30 * 16];
        GaussianNoise.Fill(values, new Rng(3), new NoiseAddress(NoiseStream.Data, 0, 0));
        var w = tensor(values, [30, 16]);
        var b = (w.abs().sum(1) * 0.1) * arange(30.0, float32).remainder(2).mul(2).sub(1);
        var d = Nearest(norm, x, w, b);
        Assert.True((x + d).ge(-1e-6).logical_and((x + d).le(1 + 1e-6)).all().ToBoolean());
        Assert.True(((w * d).sum(1) + b).abs().max().ToDouble() < 1e-4);
        for (ulong seed = 100; seed < 150; seed++)
        {
            // A random point of the box, moved along w onto the plane; those that leave the box do not count.
            var other = Trial.Images(30, seed).flatten(1) - x;
            other = d + ((other - d) * 0.3);
            other = other - (w * ((((w * other).sum(1) + b) / w.square().sum(1)).unsqueeze(1)));
            var inside = (x + other).ge(0).logical_and((x + other).le(1)).all(1);
            var shorter = BallAndBoxTests.Size(other, norm).lt(BallAndBoxTests.Size(d, norm) - 1e-4);
            Assert.False(inside.logical_and(shorter).any().ToBoolean());
        }
    }

    /// <summary>Against sorted kinks in double: the sum of slope * min(t, kink) is evaluated at every kink.</summary>
    [Theory]
    [InlineData(Norm.Linf, 400, 1f)]
    [InlineData(Norm.Linf, 7, 1e-30f)]
    [InlineData(Norm.L2, 400, 1f)]
    [InlineData(Norm.L2, 13, 1e-30f)]
    [InlineData(Norm.L2, 300, 1e6f)]
    [InlineData(Norm.L1, 784, 1f)]
    public void Nearest_IsTheSortedSolution(Norm norm, int pixels, float size)
    {
        foreach (double share in new[] { -1.1, -0.97, -0.4, -0.01, 0, 0.003, 0.2, 0.8, 0.99, 1.5 })
        {
            var (x, w) = Point(pixels, size, seed: (ulong)(10 + (100 * Math.Abs(share))));
            double most = x.Zip(w, (at, v) => (double)Math.Abs(v) * ((share < 0) == (v > 0) ? 1 - at : at)).Sum();
            double b = share * most;
            var d = new float[pixels];
            Hyperplane.Nearest(norm, x, w, b, d);
            double[] expected = Sorted(norm, x, w, b);
            double scale = Math.Max(expected.Max(Math.Abs), 1e-3);
            for (int k = 0; k < pixels; k++)
                Assert.Equal(expected[k], d[k], 2e-4 * scale);
        }
    }

    [Theory]
    [InlineData(Norm.Linf)]
    [InlineData(Norm.L2)]
    [InlineData(Norm.L1)]
    public void Nearest_NoSlope_StaysWhereItIs(Norm norm)
    {
        var d = new float[20];
        d.AsSpan().Fill(7);
        Hyperplane.Nearest(norm, new float[20], new float[20], 1, d);
        Assert.All(d, v => Assert.Equal(0, v));
    }

    /// <summary>A value that is no number cannot be reached: the corner, where every pixel stays in the box.</summary>
    [Theory]
    [InlineData(Norm.Linf)]
    [InlineData(Norm.L2)]
    [InlineData(Norm.L1)]
    public void Nearest_ValueThatIsNoNumber_IsTheCorner(Norm norm)
    {
        var (x, w) = Point(20, 1, 5);
        var d = new float[20];
        Hyperplane.Nearest(norm, x, w, double.NaN, d);
        for (int k = 0; k < d.Length; k++)
            Assert.True(w[k] == 0 ? d[k] == 0 : x[k] + d[k] is 0 or 1, $"{x[k]} + {d[k]}, slope {w[k]}");
    }

    private static (float[] X, float[] W) Point(int pixels, float size, ulong seed)
    {
        var (x, w) = (new float[pixels], new float[pixels]);
        UniformNoise.Fill(x, new Rng(seed), new NoiseAddress(NoiseStream.Data, 0, 0));
        GaussianNoise.Fill(w, new Rng(seed), new NoiseAddress(NoiseStream.Data, 1, 0));
        for (int k = 0; k < pixels; k++)
            (x[k], w[k]) = (k % 5 == 0 ? k % 2 : x[k], k % 7 == 0 ? 0 : w[k] * size);
        return (x, w);
    }

    private static double[] Sorted(Norm norm, float[] x, float[] w, double b)
    {
        double way = b <= 0 ? 1 : -1, wanted = Math.Abs(b);
        double[] steep = [.. w.Select(v => Math.Abs((double)v))];
        double[] room = [.. x.Zip(w, (at, v) => v * way > 0 ? 1.0 - at : at)];
        double[] size = new double[x.Length];
        if (norm == Norm.L1)
        {
            foreach (int k in Enumerable.Range(0, x.Length).Where(k => steep[k] > 0).OrderByDescending(k => steep[k]))
            {
                size[k] = Math.Min(room[k], wanted / steep[k]);
                wanted = Math.Max(0, wanted - (size[k] * steep[k]));
            }
        }
        else
        {
            double At(double t, int k) => Math.Min(norm == Norm.Linf ? t : steep[k] * t, room[k]);
            double Sum(double t) => Enumerable.Range(0, x.Length).Where(k => steep[k] > 0).Sum(k => steep[k] * At(t, k));
            double[] kinks = [0, .. Enumerable.Range(0, x.Length).Where(k => steep[k] > 0).Select(k => norm == Norm.Linf ? room[k]
                : room[k] / steep[k]).Order()];
            // The first kink at which enough is reached; between it and the one before the sum is a line.
            int next = Array.FindIndex(kinks, t => Sum(t) >= wanted);
            double t = next < 0 ? double.PositiveInfinity : next == 0 ? 0
                : kinks[next - 1] + ((kinks[next] - kinks[next - 1]) * (wanted - Sum(kinks[next - 1]))
                    / (Sum(kinks[next]) - Sum(kinks[next - 1])));
            for (int k = 0; k < x.Length; k++)
                size[k] = steep[k] > 0 ? At(t, k) : 0;
        }
        return [.. size.Select((s, k) => Math.Sign(w[k]) * way * s)];
    }

    private static Tensor Nearest(Norm norm, Tensor x, Tensor w, Tensor b)
    {
        var d = zeros_like(x);
        int rows = (int)x.size(0), length = (int)x.size(1);
        Span<float> Row(Tensor t, int row) => MemoryMarshal.Cast<byte, float>(t.contiguous().bytes).Slice(row * length, length);
        for (int row = 0; row < rows; row++)
            Hyperplane.Nearest(norm, Row(x, row), Row(w, row), MemoryMarshal.Cast<byte, float>(b.bytes)[row], Row(d, row));
        return d;
    }
}
