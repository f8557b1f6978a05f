using Audit.Attacks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

public class BallAndBoxTests
{
    private const int Count = 40;

    public static readonly TheoryData<Norm, double> Balls = new() { { Norm.Linf, 0.1 }, { Norm.L2, 0.5 }, { Norm.L1, 1.5 },
        { Norm.Linf, 2 }, { Norm.L1, 30 } };

    [Theory]
    [MemberData(nameof(Balls))]
    public void Apply_StaysInBallAndBox_AndLeavesAllowedPointsAlone(Norm norm, double epsilon)
    {
        using var scope = NewDisposeScope();
        var x = Trial.Images(Count);
        var budget = full([Count], epsilon);
        var projection = new BallAndBox(norm, x, budget);
        var projected = projection.Apply(Deltas(Count, 7));
        Assert.True((x + projected).ge(-1e-6).logical_and((x + projected).le(1 + 1e-6)).all().ToBoolean());
        Assert.True(Size(projected, norm).le(epsilon * (1 + 1e-5)).all().ToBoolean());
        Assert.True(allclose(projected, projection.Apply(projected), 0, 2e-6), "a second projection moves the point");
    }

    [Fact]
    public void Apply_L1_NoOtherPointOfTheSetIsNearer()
    {
        // The nearest point p of a convex set: (d - p).(q - p) <= 0 for every q of the set.
        using var scope = NewDisposeScope();
        var x = Trial.Images(Count);
        var projection = new BallAndBox(Norm.L1, x, full([Count], 1.5));
        var d = Deltas(Count, 7);
        var p = projection.Apply(d);
        for (ulong seed = 20; seed < 60; seed++)
        {
            var q = projection.Apply(Deltas(Count, seed) * (seed % 3 + 0.1));
            Assert.True(((d - p) * (q - p)).flatten(1).sum(1).le(1e-4).all().ToBoolean());
        }
    }

    [Theory]
    [InlineData(Norm.Linf)]
    [InlineData(Norm.L2)]
    [InlineData(Norm.L1)]
    public void RandomStart_FillsTheBallEvenly(Norm norm)
    {
        // A point uniform in a ball of d dimensions lies within r of the centre with probability r^d.
        using var scope = NewDisposeScope();
        const int points = 4000, dimensions = 16;
        long[] images = [.. Enumerable.Range(0, points).Select(k => (long)k)];
        var starts = RandomStart.In(norm, zeros([points, 1, 4, 4]), full([points], 2.0), images, new Rng(4));
        double[] u = [.. Size(starts, norm).to(float64).data<double>().ToArray().Select(s => Math.Pow(s / 2, dimensions))
            .Order()];
        double distance = u.Select((value, k) => Math.Max(Math.Abs(value - ((double)k / points)),
            Math.Abs(value - ((k + 1.0) / points)))).Max();
        Assert.True(distance < 1.95 / Math.Sqrt(points), $"Kolmogorov-Smirnov distance {distance}"); // p = 0.001
        Assert.True(starts.mean([0]).abs().max().ToDouble() < 0.1);
    }

    internal static Tensor Size(Tensor delta, Norm norm)
    {
        var flat = delta.flatten(1).abs();
        return norm switch { Norm.Linf => flat.amax([1]), Norm.L2 => flat.square().sum(1).sqrt(), _ => flat.sum(1) };
    }

    private static Tensor Deltas(int count, ulong seed)
    {
        var values = new float[count * 16];
        GaussianNoise.Fill(values, new Rng(seed), new NoiseAddress(NoiseStream.Data, 0, 0));
        return tensor(values, [count, 1, 4, 4]);
    }
}
