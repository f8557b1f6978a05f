using Audit.Bounds;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests.Bounds;

/// <summary>Each term of the rounding errors by itself, against rational arithmetic: in whole bounds, others hide it.</summary>
public class RoundingTermTests
{
    /// <summary>Unit roundoff.</summary>
    private const double U = 1.0 / (1L << 53);

    private static readonly Rounding Outward = Rounding.Outward;

    public static TheoryData<string> Steps { get; } =
    [
        "Normalize", "Conv2d", "ConvTranspose2d", "Linear", "BatchNorm", "Scale", "Shift", "Add", "Mean", "Relu", "LeakyRelu",
        "AvgPool2d", "MaxPool2d", "GlobalAvgPool", "Permute", "Pad", "Slice", "UpsampleNearest",
    ];

    [Fact]
    public void Region_Ends_AreOutsideOfTheExactOnes()
    {
        using var scope = NewDisposeScope();
        double[] pixels = Doubles(200, 0.3);
        foreach (double epsilon in (double[])[0.1, 1e-3, 1.0 / 3, 1e-9])
        {
            var region = InputRegion.Linf(tensor(pixels, [1, 1, 1, 200]), epsilon, clip: false, rounding: Outward);
            double[] low = Numbers(region.Box.Lower), high = Numbers(region.Box.Upper);
            for (int k = 0; k < pixels.Length; k++)
            {
                Assert.True(Rational.Of(low[k]) <= Rational.Of(pixels[k]) - Rational.Of(epsilon), $"{pixels[k]} - {epsilon}");
                Assert.True(Rational.Of(high[k]) >= Rational.Of(pixels[k]) + Rational.Of(epsilon), $"{pixels[k]} + {epsilon}");
            }
        }
    }

    [Fact]
    public void Affine_Radius_ReachesBothEndsFromTheRoundedCentre()
    {
        using var scope = NewDisposeScope();
        // The centre is 2^-53, so the upper end, 1 + 2^-52, is 1 + 2^-53 away: a tie that rounds to 1.
        double low = -1, high = 1 + 2 * U;
        Tensor? radius = null;
        Outward.Affine(new Interval(tensor([low]), tensor([high])), new AffineMap(x => x, x => radius = x, x => x, null, 1));
        Assert.Equal(1.0, high - (low + high) / 2);
        Assert.True(Rational.Of(Numbers(radius!)[0]) >= Rational.Of(high) - Rational.Of((low + high) / 2));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void LinesAboveAHinge_AreAboveItAtBothEnds(double a)
    {
        using var scope = NewDisposeScope();
        // Upper ends down to 2^-40 of the lower ones: then the offset is a small difference of two large products.
        const int Count = 20_000;
        double[] low = [.. Doubles(Count, 0.1).Select(v => -Math.Abs(v) - 1e-3)],
            high = [.. Doubles(Count, 0.7).Select((v, k) => (Math.Abs(v) + 1e-3) * Math.Pow(2, -k % 41))];
        var lines = Relaxation.Hinge(new LineInputs(new Interval(tensor(low), tensor(high)), LowerSlope.Adaptive, Outward, null),
            a);
        double[] slopes = Numbers(lines.UpperSlope), offsets = Numbers(lines.UpperOffset!);
        for (int k = 0; k < Count; k++)
        {
            Rational Line(double x) => Rational.Of(slopes[k]) * Rational.Of(x) + Rational.Of(offsets[k]);
            Assert.True(Line(low[k]) >= Rational.Of(a) * Rational.Of(low[k]), $"[{low[k]}, {high[k]}]: below at the lower end");
            Assert.True(Line(high[k]) >= Rational.Of(high[k]), $"[{low[k]}, {high[k]}]: below at the upper end");
        }
    }

    [Fact]
    public void Concretisation_OfRowsThatCancel_IsBelowTheExactLeastValue()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        int wrong = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            double[] row = Wild(12, seed), centre = Wild(12, seed + 50);
            // The last element makes the sum small.
            centre[^1] = -row.Zip(centre).SkipLast(1).Sum(p => p.First * p.Second) / row[^1];
            Tensor a = tensor(row, [1, 1, 12]), x = tensor(centre, [1, 1, 1, 12]);
            var box = InputRegion.Linf(x, 1e-12, clip: false, rounding: Outward);
            var least = row.Select((w, k) => Rational.Of(w)
                * Rational.Of(w > 0 ? Numbers(box.Box.Lower)[k] : Numbers(box.Box.Upper)[k])).Aggregate((p, q) => p + q);
            Assert.True(Rational.Of(Concretisation.Lower(a, box, Outward).ToDouble()) <= least, $"box, seed {seed}");
            wrong += Rational.Of(Concretisation.Lower(a, box, null).ToDouble()) > least ? 1 : 0;

            // Over a ball: a c - r ||a||, compared as (a c - bound)^2 >= r^2 ||a||^2. Its box is far wider.
            var ball = new InputRegion(x, new Interval(x - 1e30, x + 1e30), tensor([1e-12]));
            var gap = row.Zip(centre).Select(p => Rational.Of(p.First) * Rational.Of(p.Second)).Aggregate((p, q) => p + q)
                - Rational.Of(Concretisation.Lower(a, ball, Outward).ToDouble());
            var norm = row.Select(w => Rational.Of(w) * Rational.Of(w)).Aggregate((p, q) => p + q);
            var radius = Rational.Of(1e-12);
            Assert.True(gap >= Rational.Zero && gap * gap >= radius * radius * norm, $"ball, seed {seed}");
        }
        Assert.True(wrong > 0, "no sum loses anything without the error: the samples cannot tell");
    }

    /// <summary>A step turns rows a of a node's value into rows a' of its inputs and a constant c. In exact arithmetic, a times
    /// the value is never below a' times the inputs plus c by more than the step is said to cost.</summary>
    [Theory]
    [MemberData(nameof(Steps))]
    public void BackwardStep_IsOffByNoMoreThanItsCost(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        bool off = false;
        for (int seed = 0; seed < 3; seed++)
        {
            var graph = OpSamples.Of(name, wild: true, seed);
            int k = graph.Nodes.ToList().FindIndex(n => n.Op.Name == name);
            var node = graph.Nodes[k];
            var shapes = Shapes.Run(graph);
            var image = tensor(Doubles(40, 0.2), [1, 2, 4, 5]) * 0.45 + 0.5;
            var region = InputRegion.Linf(image, 1e-16, rounding: Outward);
            var values = Intervals.Values(graph, region, Outward);
            var lines = BoundRules.IsActivation(node.Op)
                ? Relaxation.Of(node.Op, new LineInputs(values[k - 1], LowerSlope.Adaptive, Outward, null)) : null;
            var errors = new CrownErrors(graph, values);
            errors.Prepare(k, lines);
            Tensor a = tensor(Doubles(2 * Sizes.Elements(shapes[k]), seed + 0.9), [1, 2, .. shapes[k]]);
            var step = Step(node, lines, a, values, [.. node.Inputs.Select(i => shapes[i])]);
            double[] cost = Numbers(errors.Cost(k, a.abs()).expand(1, 2)),
                constant = step.Constant is { } c ? Numbers(c) : [0, 0];

            Rational[] Exact(int of) => ExactNetwork.Run(new Graph([.. graph.Nodes.Take(of + 1)], graph.InputShape, 1),
                Numbers(image));
            var result = Exact(k);
            Rational[][] inputs = [.. node.Inputs.Select(Exact)];
            for (int row = 0; row < 2; row++)
            {
                var gap = Product(a, row, result) - Rational.Of(constant[row]);
                for (int i = 0; i < inputs.Length; i++)
                    gap -= Product(step.Inputs[i], row, inputs[i]);
                Assert.True(gap + Rational.Of(cost[row]) >= Rational.Zero,
                    $"seed {seed}: {gap.ToDouble()} below, the step is said to cost {cost[row]}");
                off |= gap < Rational.Zero;
            }
        }
        // Ops that only move values, and lines that end above, lose nothing.
        Assert.True(off || name is "Permute" or "Slice" or "Relu" or "MaxPool2d" or "Add" or "Pad",
            "no step is off at all: the samples cannot tell");
    }

    [Fact]
    public void CostOfAConvolution_CountsAllOutputsAndWhatOverlaps()
    {
        using var scope = NewDisposeScope();
        var net = new BoundNets.Net();
        // 3x4x4 to 2x4x4, windows of 3 by 3: 32 outputs, of which 18 can read one input.
        int k = net.Then(new Conv2d(net.Numbers(0.1, 1, 2, 3, 3, 3), null, [1, 1], [1, 1], [1, 1], 1));
        var graph = new Graph(net.Nodes, new ImageShape(3, 4, 4), 2);
        var x = ones([1, 3, 4, 4], float64);
        var errors = new CrownErrors(graph, [new Interval(x, x), new Interval(zeros([1, 2, 4, 4], float64),
            zeros([1, 2, 4, 4], float64))]);
        errors.Prepare(k, null);
        double size = Forward.Run(graph.Map(n => n.Op.Map(t => t.abs())), x).sum().ToDouble();
        double cost = errors.Cost(k, ones([1, 1, 2, 4, 4], float64)).ToDouble();
        Assert.InRange(cost, size * U * (32 + 18), size * U * (32 + 18) * 2);
    }

    [Fact]
    public void Additions_OfRowsOfTwoBranches_AreCounted()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        // x plus x with its columns exchanged: nothing rounds but the sum of the two branches' rows, and the last step.
        Node[] nodes = [new("input", new Input(), []), new("turned", new Permute([0, 1, 3, 2]), [0]),
            new("sum", new Add(), [0, 1]),
            new("flat", new Flatten(), [2])];
        var graph = new Graph(nodes, new ImageShape(1, 2, 2), 4);
        var region = InputRegion.Linf(tensor([0.3, 0.5, 0.7, 0.9], [1, 1, 2, 2]), 1e-3, rounding: Outward);
        double[] row = [3, 5, -7, 11], low = Numbers(region.Box.Lower), high = Numbers(region.Box.Upper),
            both = [row[0] * 2, row[1] + row[2], row[2] + row[1], row[3] * 2];
        double Bound(Graph of, double[] weights) => Crown.Lower(of, region, tensor(weights, [1, 1, 4]),
            Intervals.Values(of, region, Outward), null, Outward).ToDouble();
        double bound = Bound(graph, row);
        // The same row, summed beforehand.
        double summed = Bound(new Graph([nodes[0], new("flat", new Flatten(), [0])], new ImageShape(1, 2, 2), 4), both);
        var exact = both.Select((w, k) => Rational.Of(w) * Rational.Of(w > 0 ? low[k] : high[k])).Aggregate((p, q) => p + q);
        double below = (exact - Rational.Of(bound)).ToDouble(), size = both.Select((w, k) => Math.Abs(w) * high[k]).Sum();
        // Last step: gamma_(4 + 8); additions: gamma_2. Other terms are a few roundings of the result.
        Assert.InRange(below, 1.01 * U * (12 + 2) * size, 1.01 * U * (12 + 2 + 8) * size);
        Assert.InRange(summed - bound, 1.9 * U * size, 4 * U * size);
    }

    private static Adjoint Step(Node node, Relaxation? lines, Tensor a, IReadOnlyList<Interval> values, long[][] shapes)
    {
        if (lines is not null)
        {
            Tensor positive = a.clamp(min: 0), negative = a.clamp(max: 0);
            return new([positive * lines.LowerSlope.unsqueeze(1) + negative * lines.UpperSlope.unsqueeze(1)],
                lines.UpperOffset is { } high ? Concretisation.Dot(negative, high) : null);
        }
        var bounded = new BoundedInputs(a, [.. node.Inputs.Select(i => values[i])], shapes, Outward);
        return (BoundRules.Bounded.Covers(node.Op) ? BoundRules.Bounded.Apply(node.Op, bounded)
            : BoundRules.Adjoints.Apply(node.Op, new AdjointInputs(node.Op, a, shapes)))!.Value;
    }

    private static Rational Product(Tensor rows, int row, Rational[] x)
    {
        double[] weights = Numbers(rows.select(1, row));
        return weights.Select((w, k) => Rational.Of(w) * x[k]).Aggregate((p, q) => p + q);
    }

    /// <summary>Numbers of 53 bits, in [-1,1].</summary>
    private static double[] Doubles(long count, double start) =>
        [.. Enumerable.Range(0, (int)count).Select(i => Math.Sin(start + 12.9898 * i * (1 + 0.01 * i)))];

    /// <summary>The same, times 2^-20 to 2^20.</summary>
    private static double[] Wild(int count, int seed) => [.. Doubles(count, seed + 0.3).Zip(Doubles(count, seed + 0.8))
        .Select(p => p.First * Math.Pow(2, Math.Round(20 * p.Second)))];

    private static double[] Numbers(Tensor t) => t.contiguous().flatten().data<double>().ToArray();
}
