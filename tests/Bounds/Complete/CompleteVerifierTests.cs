using Audit.Bounds;
using Audit.Bounds.Complete;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Tests.Bounds.Complete;

/// <summary>Verdicts of branch and bound against what sampling and exact arithmetic know.</summary>
public class CompleteVerifierTests
{
    /// <summary>|x1 - x2| as two ReLUs: logits (relu(x1 - x2) + relu(x2 - x1), 0).</summary>
    private static readonly (double[,], double[])[] Distance =
    [
        (new double[,] { { 1, -1 }, { -1, 1 } }, [0, 0]), (new double[,] { { 1, 1 }, { 0, 0 } }, [0, 0]),
    ];

    public static TheoryData<int> Strategies => [0, 100];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Verdict_OfTheDistance_ChangesAtItsMaximum(int fewInputs)
    {
        using var scope = NewDisposeScope();
        // In [0,1] x [0,.5] the distance reaches 1; linear bounds alone say more, so the signs (or the box) must be split.
        (double[] lower, double[] upper) = ([0, 0], [1, 0.5]);
        Assert.Equal(CompleteVerdict.Holds, Verify(BoundNets.Mlp(Distance), lower, upper, [-1, 0], -1.001, fewInputs).Verdict);
        var violated = Verify(BoundNets.Mlp(Distance), lower, upper, [-1, 0], -0.999, fewInputs);
        Assert.Equal(CompleteVerdict.Violated, violated.Verdict);
        Assert.True(Math.Abs(violated.Witness![0] - violated.Witness[1]) >= 0.999);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Verdicts_OfRandomNetworks_AreTrue(int fewInputs)
    {
        var counts = new Dictionary<CompleteVerdict, int>();
        for (int seed = 0; seed < 9; seed++)
        {
            using var scope = NewDisposeScope();
            var random = new Random(seed);
            var graph = BoundNets.Mlp(Layer(random, 6, 2), Layer(random, 6, 6), Layer(random, 3, 6));
            double[] row = [random.Next(-2, 3), 1, -1], lower = [0.1, 0.2], upper = [0.9, 0.8];
            double[] grid = Sampled(graph, row, lower, upper);
            // On both sides of the least value: what should hold, what should not, and what linear bounds find hard.
            double spread = grid.Max() - grid.Min(), bound = grid.Min() + spread * new[] { -0.05, -0.01, 0.02 }[seed % 3];
            var result = Verify(graph, lower, upper, row, bound, fewInputs);
            counts[result.Verdict] = counts.GetValueOrDefault(result.Verdict) + 1;
            if (result.Verdict == CompleteVerdict.Holds)
                Assert.True(grid.Min() > bound, $"seed {seed}: holds, but {grid.Min()} is at most {bound}");
            if (result.Verdict != CompleteVerdict.Violated)
                continue;
            Assert.All(result.Witness!.Zip(lower.Zip(upper)), p => Assert.InRange(p.First, p.Second.First, p.Second.Second));
            var exact = ExactNetwork.Run(graph, result.Witness!).Zip(row, (y, r) => y * Rational.Of(r))
                .Aggregate((a, b) => a + b);
            Assert.True(exact <= Rational.Of(bound), $"seed {seed}: the witness gives {exact.ToDouble()}, more than {bound}");
        }
        Assert.Equal((6, 3), (counts[CompleteVerdict.Holds], counts[CompleteVerdict.Violated]));
    }

    [Fact]
    public void Witness_ThatRoundingAloneMakesUnsafe_IsNone()
    {
        using var scope = NewDisposeScope();
        // 2^26 x1 - x2 - 2^26 x1 + 1/2 is 1/2 - x2 = -1/2 at (1, 1); float32 loses x2 and says 1/2.
        var graph = BoundNets.Mlp((new double[,] { { 67108864, -1 }, { 67108864, 0 } }, [0, 0]),
            (new double[,] { { 1, -1 }, { 0, 0 } }, [0.5, 0]));
        var result = Verify(graph, [1, 1], [1, 1], [-1, 0], -0.25, 100);
        Assert.Equal(CompleteVerdict.Holds, result.Verdict);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void TimeThatIsUp_IsUnknown(int fewInputs)
    {
        using var scope = NewDisposeScope();
        var result = Verify(BoundNets.Mlp(Distance), [0, 0], [1, 0.5], [-1, 0], -1.001, fewInputs, seconds: 0);
        Assert.Equal(CompleteVerdict.Unknown, result.Verdict);
    }

    private static (double[,], double[]) Layer(Random random, int outputs, int inputs)
    {
        var w = new double[outputs, inputs];
        for (int i = 0; i < w.Length; i++)
            w[i / inputs, i % inputs] = (float)(2 * random.NextDouble() - 1);
        return (w, [.. Enumerable.Range(0, outputs).Select(_ => (double)(float)(random.NextDouble() - 0.5))]);
    }

    /// <summary>Unsafe: row y at most the bound.</summary>
    private static CompleteResult Verify(Graph graph, double[] lower, double[] upper, double[] row, double bound, int fewInputs,
        double seconds = 60)
    {
        var outputs = new UnsafeSet(tensor(row, [1, row.Length]), [bound], [bound], [[0]]);
        var box = new Interval(tensor(lower, [1, 1, 1, 2]), tensor(upper, [1, 1, 1, 2]));
        double[] low = [.. lower.Select(v => (double)MathF.BitIncrement((float)v))],
            high = [.. upper.Select(v => (double)MathF.BitDecrement((float)v))];
        // Ends that are float32 numbers stay as they are.
        low = [.. low.Zip(lower, (r, v) => (float)v == v ? v : r)];
        high = [.. high.Zip(upper, (r, v) => (float)v == v ? v : r)];
        var single = graph.Map(n => n.Op.Map(t => t.to(float32)));
        return CompleteVerifier.Run(graph, box, outputs, new WitnessCheck(graph, single, low, high, outputs),
            new CompleteOptions { FewInputs = fewInputs, Seconds = seconds, Starts = 2, DescentSteps = 5, Batch = 16 });
    }

    private static double[] Sampled(Graph graph, double[] row, double[] lower, double[] upper)
    {
        const int Side = 60;
        double[] points = [.. from i in Enumerable.Range(0, Side) from j in Enumerable.Range(0, Side) from v in (double[])[
            lower[0] + (upper[0] - lower[0]) * i / (Side - 1), lower[1] + (upper[1] - lower[1]) * j / (Side - 1)] select v];
        using var guard = no_grad();
        return Forward.Run(graph, tensor(points, [Side * Side, 1, 1, 2])).matmul(tensor(row)).data<double>().ToArray();
    }
}
