using Audit.Bounds;
using Audit.Import.Onnx;
using Audit.Import.Onnx.Nodes;
using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests.Bounds;

/// <summary>What must hold of an op in every reading, from its sample.</summary>
public class OpSampleTests
{
    private const int Elements = 40;

    public static TheoryData<string> Ops { get; } = [.. OpSamples.Names];

    [Fact]
    public void Samples_AreThereForEveryOp()
    {
        var ops = typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract && t != typeof(Input))
            .Select(t => t.Name);
        Assert.Equal(ops.Order(), OpSamples.Names.Order());
        using var scope = NewDisposeScope();
        Assert.All(OpSamples.Names, name => Assert.Contains(OpSamples.Of(name).Nodes, n => n.Op.Name == name));
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Shape_IsThatOfForward(string name)
    {
        using var scope = NewDisposeScope();
        var graph = OpSamples.Of(name);
        var shapes = Shapes.Run(graph);
        for (int k = 1; k < shapes.Count; k++)
            Assert.Equal([2, .. shapes[k]], Forward.Run(new Graph([.. graph.Nodes.Take(k + 1)], graph.InputShape, 1),
                Images(2)).shape);
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Gradient_IsThatOfDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var graph = OpSamples.Of(name);
        var x = Images(1).requires_grad_();
        var gradient = autograd.grad([Forward.Run(graph, x).sum()], [x])[0].flatten();
        const double Step = 1e-6;
        using var guard = no_grad();
        for (int i = 0; i < Elements; i++)
        {
            double At(double shift)
            {
                var moved = x.detach().clone();
                moved.reshape(-1)[i] += shift;
                return Forward.Run(graph, moved).sum().ToDouble();
            }
            double difference = (At(Step) - At(-Step)) / (2 * Step), exact = gradient[i].ToDouble();
            Assert.True(Math.Abs(difference - exact) <= 1e-5 * Math.Max(1, Math.Abs(exact)),
                $"element {i}: difference {difference}, gradient {exact}");
        }
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Map_ReplacesEveryTensor(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var op in OpSamples.Of(name).Nodes.Select(n => n.Op))
        {
            var mapped = op.Map(t => t * 2);
            Assert.Equal(op.GetType(), mapped.GetType());
            Assert.Equal(op.Tensors.Select(t => t.Name), mapped.Tensors.Select(t => t.Name));
            Assert.All(op.Tensors.Zip(mapped.Tensors), p => Assert.True((p.First.Tensor * 2).eq(p.Second.Tensor).all()
                .ToBoolean()));
        }
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Export_AndBack_IsTheSameFunction(string name)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var guard = no_grad();
        var graph = Float(OpSamples.Of(name));
        OnnxExporter.Export(graph, folder.At("net.onnx"));
        var x = Images(3).to(float32);
        Loops.Equal(Forward.Run(graph, x).flatten().data<float>().ToArray(),
            Forward.Run(OnnxImporter.Import(folder.At("net.onnx")).Graph, x).flatten().data<float>().ToArray(), 1e-5);
    }

    [EngineTheory]
    [MemberData(nameof(Ops))]
    public void Engine_IsLibtorch_NaNIncluded(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var graph = Float(OpSamples.Of(name));
        if (CompiledClassifier.TryCreate(graph, Precision.Float32, out string? why) is not { } compiled)
        {
            Assert.Contains("has no rule for", why, StringComparison.Ordinal);
            return;
        }
        var x = Images(4).to(float32);
        x[2, 1, 1, 3] = tensor(float.NaN);
        x[3, 0, 2, 2] = tensor(float.PositiveInfinity);
        float[] expected = Forward.Run(graph, x).flatten().data<float>().ToArray(), got = compiled.Logits(x).flatten()
            .data<float>().ToArray();
        for (int k = 0; k < got.Length; k++)
        {
            // The engine keeps an infinity alive where a sigmoid would hide it; it never makes a number of what is none.
            if (float.IsFinite(got[k]))
                Assert.Equal(expected[k], got[k], 1e-4f);
            else
                Assert.True(k / 3 is 2 or 3, $"{got[k]} for a finite image");
        }
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Bounds_ContainSampledPoints(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var graph = OpSamples.Of(name);
        if (!Covers("Intervals", graph, sound: false))
            return;
        var region = InputRegion.Linf(Images(1), 0.1);
        double[] lower = Numbers(Intervals.Run(graph, region).Lower), upper = Numbers(Intervals.Run(graph, region).Upper);
        double[]? lines = Covers("Crown", graph, sound: false)
            ? Numbers(Crown.Lower(graph, region, Identity(), Crown.Values(graph, region))) : null;
        var points = region.Box.Lower + (region.Box.Upper - region.Box.Lower)
            * (tensor(Loops.Numbers(200 * Elements, 7), [200, 2, 4, 5]).to(float64) * 0.75 + 0.5).clamp(0, 1);
        var logits = Forward.Run(graph, points);
        for (int c = 0; c < 3; c++)
        {
            double least = logits.select(1, c).min().ToDouble(), most = logits.select(1, c).max().ToDouble();
            Assert.True(lower[c] <= least + 1e-9 && most <= upper[c] + 1e-9,
                $"class {c}: [{lower[c]}, {upper[c]}] does not contain [{least}, {most}]");
            Assert.True(lines is null || lines[c] <= least + 1e-9, $"class {c}: the line {lines?[c]} is above {least}");
        }
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void SoundBounds_EncloseExactValues(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        for (int seed = 0; seed < 4; seed++)
        {
            var graph = OpSamples.Of(name, wild: true, seed);
            if (!Covers("Intervals", graph, sound: true))
                return;
            // So small a region that its own width does not hide what rounding does.
            var region = InputRegion.Linf(Images(1) * (1 + 0.01 * seed), 1e-16, rounding: Rounding.Outward);
            var interval = Intervals.Run(graph, region, null, Rounding.Outward);
            double[] low = Numbers(interval.Lower), high = Numbers(interval.Upper);
            double[]? lines = Covers("Crown", graph, sound: true)
                ? Numbers(Crown.Lower(graph, region, Identity(), Crown.Values(graph, region, null, Rounding.Outward), null,
                Rounding.Outward)) : null;
            foreach (var point in (Tensor[])[region.Box.Lower, region.Box.Upper, region.Centre])
            {
                var exact = ExactNetwork.Run(graph, Numbers(point));
                for (int c = 0; c < 3; c++)
                {
                    Assert.True(Rational.Of(low[c]) <= exact[c] && exact[c] <= Rational.Of(high[c]),
                        $"seed {seed}, class {c}: [{low[c]}, {high[c]}] without {exact[c].ToDouble()}");
                    Assert.True(lines is null || Rational.Of(lines[c]) <= exact[c],
                        $"seed {seed}, class {c}: the line {lines?[c]} is above {exact[c].ToDouble()}");
                }
            }
        }
    }

    /// <summary>The samples can tell: without rounding errors the same bounds are above exact values in most of them.</summary>
    [Fact]
    public void PlainBounds_OfTheSameNetworks_AreFalseInMost()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        int covered = 0, wrong = 0;
        foreach (string name in OpSamples.Names)
        {
            var graph = OpSamples.Of(name, wild: true);
            if (!Covers("Crown", graph, sound: true))
                continue;
            covered++;
            var x = Images(1);
            var region = InputRegion.Linf(x, 0);
            double[] lines = Numbers(Crown.Lower(graph, region, Identity(), Crown.Values(graph, region)));
            var exact = ExactNetwork.Run(graph, Numbers(x));
            wrong += Enumerable.Range(0, 3).Any(c => Rational.Of(lines[c]) > exact[c]) ? 1 : 0;
        }
        Assert.True(2 * wrong > covered, $"{wrong} of {covered} plain bounds are above the exact value");
    }

    private static bool Covers(string reading, Graph graph, bool sound) => Interpretation.Known.Single(i => i.Name == reading)
        .Missing(graph, sound).Count == 0;

    private static Tensor Images(int count) => tensor(Loops.Numbers(count * Elements, 0.2), [count, 2, 4, 5])
        .to(float64) * 0.45 + 0.5;

    private static Tensor Identity() => eye(3, dtype: float64).unsqueeze(0);

    private static Graph Float(Graph graph) => graph.Map(node => node.Op.Map(t => t.to(float32)));

    private static double[] Numbers(Tensor t) => t.contiguous().flatten().data<double>().ToArray();
}
