using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static Audit.Tests.Networks.Engine.EngineNetworks;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Engine;

/// <summary>The engine gives no finite logits where libtorch gives none: NaN and infinities survive every step.</summary>
public class NonFiniteTests
{
    /// <summary>NaN as weights files hold it: rounding to bfloat16 carelessly makes an infinity, or even zero, of some of
    /// them.</summary>
    private static readonly float[] Planted =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x7FFFFFFF),
            BitConverter.UInt32BitsToSingle(0xFF800001),
    ];

    [EngineTheory]
    [InlineData("lenet", Precision.Float32)]
    [InlineData("cnn-small", Precision.Float32)]
    [InlineData("cnn-small", Precision.Bfloat16)]
    [InlineData("lenet", Precision.Bfloat16)]
    public void Logits_PlantedInAnyTensor_AreNotFiniteWhereForwardsAreNot(string name, Precision precision) =>
        AssertKept(name, precision, Planted, each: 1);

    [EngineTheory]
    [InlineData("cifar-resnet20", Precision.Float32)]
    [InlineData("cifar-resnet20", Precision.Bfloat16)]
    public void Logits_PlantedInEveryTenthTensorOfResNet20_AreNotFinite(string name, Precision precision) =>
        AssertKept(name, precision, [float.NaN], each: 10);

    [Trait("Category", "Long")]
    [EngineTheory]
    [MemberData(nameof(Everything))]
    public void Logits_PlantedInAnyTensorOfAnyArchitecture_AreNotFinite(string name, Precision precision) =>
        AssertKept(name, precision, Planted[..3], each: Known(name).Nodes.Count > 60 ? 7 : 1);

    public static TheoryData<string, Precision> Everything()
    {
        var data = new TheoryData<string, Precision>();
        foreach (var (name, _) in Audit.Networks.Architectures.Architecture.Networks)
        {
            data.Add(name, Precision.Float32);
            data.Add(name, Precision.Bfloat16);
        }
        return data;
    }

    /// <summary>A pixel goes through every layer, so every step of the network meets it.</summary>
    [EngineTheory]
    [MemberData(nameof(CompiledClassifierTests.Ops), MemberType = typeof(CompiledClassifierTests))]
    public void Logits_PixelThatIsNoNumber_AreNotFiniteWhereForwardsAreNot(string what, Op[] ops)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var input = new ImageShape(3, 8, 8);
        var graph = Chain(input, 1, ops);
        foreach (float planted in Planted)
        {
            var x = Uniform(1, input.Batch(3)) - 0.25;
            x.select(0, 1).select(0, 0).select(0, 4).narrow(0, 4, 1).fill_(planted);
            var expected = Forward.Run(graph, x);
            foreach (var precision in (Precision[])[Precision.Float32, Precision.Bfloat16])
            {
                if (CompiledClassifier.Unchecked(new Graph(graph.Nodes, input, (int)expected.size(1)), precision) is { } compiled)
                    AssertKept(expected, compiled.Logits(x), $"{what}, {planted}, {precision}");
            }
        }
    }

    /// <summary>Finite weights and images whose activations overflow on the way.</summary>
    [EngineTheory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Bfloat16)]
    public void Logits_Overflow_AreNotFiniteWhereForwardsAreNot(Precision precision)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var graph = Chain(new ImageShape(3, 8, 8), 4, Large(Conv(0, 3, 16, 3)), new Relu(), Large(Conv(2, 16, 16, 3)), new Relu(),
            new MaxPool2d([2, 2], [2, 2], [0, 0]),
            Conv(4, 16, 4, 1), new GlobalAvgPool());
        var x = Uniform(5, graph.InputShape.Batch(6)) - 0.5;
        var expected = Forward.Run(graph, x);
        Assert.False(expected.isfinite().all().ToBoolean());
        if (CompiledClassifier.Unchecked(graph, precision) is { } compiled)
            AssertKept(expected, compiled.Logits(x), "overflow");

        static Conv2d Large(Conv2d c) => c with { Weight = c.Weight * 1e20 };
    }

    [EngineFact]
    public void InputGradient_OfAnImageThatIsNoNumber_IsNotFinite()
    {
        using var scope = NewDisposeScope();
        var graph = Known("lenet");
        var x = Uniform(1, graph.InputShape.Batch(3));
        x.select(0, 1).fill_(float.NaN);
        var gradient = CompiledClassifier.Unchecked(graph, Precision.Float32)!.InputGradient(x, (_, _, slope) =>
        {
            slope.Fill(1);
            return 0;
        }, new double[3]);
        using var guard = no_grad();
        Assert.Equal([true, false, true], gradient.isfinite().flatten(1).all(1).data<bool>().ToArray());
    }

    private static void AssertKept(string name, Precision precision, float[] values, int each)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var graph = Known(name);
        var x = Uniform(2, graph.InputShape.Batch(2));
        var places = graph.Nodes.SelectMany((node, k) => node.Op.Tensors.Select(t => (Node: k, t.Name))).ToArray();
        for (int p = 0; p < places.Length; p += each)
        {
            foreach (float value in values)
            {
                using var inner = NewDisposeScope();
                var planted = Plant(graph, places[p].Node, places[p].Name, value);
                if (CompiledClassifier.Unchecked(planted, precision) is not { } compiled)
                {
                    Assert.Equal(Precision.Bfloat16, precision); // only where the processor has none
                    return;
                }
                AssertKept(Forward.Run(planted, x), compiled.Logits(x),
                    $"{name}, {planted.Nodes[places[p].Node].Name}.{places[p].Name} = {value}");
            }
        }
    }

    /// <summary>The network with the middle number of one tensor replaced.</summary>
    private static Graph Plant(Graph graph, int node, string tensor, float value)
    {
        Tensor With(Tensor old)
        {
            var changed = old.clone();
            changed.reshape(-1).narrow(0, old.numel() / 2, 1).fill_(value);
            return changed;
        }
        int at = 0;
        return graph.Map(n => at++ != node ? n.Op : (n.Op, tensor) switch
        {
            (Conv2d op, "weight") => op with { Weight = With(op.Weight) },
            (Conv2d op, "bias") => op with { Bias = With(op.Bias!) },
            (Linear op, "weight") => op with { Weight = With(op.Weight) },
            (Linear op, "bias") => op with { Bias = With(op.Bias!) },
            (BatchNorm op, "weight") => op with { Weight = With(op.Weight) },
            (BatchNorm op, "bias") => op with { Bias = With(op.Bias) },
            (BatchNorm op, "running_mean") => op with { RunningMean = With(op.RunningMean) },
            (BatchNorm op, "running_var") => op with { RunningVar = With(op.RunningVar) },
            (Normalize op, "mean") => op with { Mean = With(op.Mean) },
            (Normalize op, "std") => op with { Std = With(op.Std) },
            _ => throw new InvalidOperationException($"{n.Op.Name} has no tensor '{tensor}'"),
        });
    }

    private static void AssertKept(Tensor expected, Tensor actual, string what)
    {
        bool[] before = expected.isfinite().flatten(1).all(1).data<bool>().ToArray(), after = actual.isfinite().flatten(1).all(1)
            .data<bool>().ToArray();
        for (int k = 0; k < before.Length; k++)
            Assert.True(before[k] || !after[k],
                $"{what}: image {k} has finite logits [{string.Join(", ", actual[k].data<float>().ToArray().Take(3))}, ...], "
                + $"libtorch's are not");
    }
}
