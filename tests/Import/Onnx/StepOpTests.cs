using Audit.Bounds;
using Audit.Formats;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Tests.Import.Onnx;

/// <summary>Functions with jumps, comparisons and choices, against values worked out in the test.</summary>
public class StepOpTests
{
    /// <summary>With halves, whole numbers and both zeros among them.</summary>
    private static readonly float[] X = [-2.5f, -1.5f, -1, -0.5f, -0.0f, 0, 0.25f, 0.5f, 1, 1.5f, 2.5f, 3.75f];

    private static OnnxFile File() => new OnnxFile().Input(1, 3, 2, 2);

    private static float[] Map(Func<float, double> f) => [.. X.Select(v => (float)f(v))];

    [Fact]
    public void Rounding_EqualsThatOfTheBaseLibrary()
    {
        Loops.Equal(Map(v => MathF.Floor(v)), File().Node("Floor", "x", "y").Run(X));
        Loops.Equal(Map(v => MathF.Ceiling(v)), File().Node("Ceil", "x", "y").Run(X));
        Loops.Equal(Map(v => MathF.Round(v, MidpointRounding.ToEven)), File().Node("Round", "x", "y").Run(X));
        Loops.Equal(Map(v => Math.Sign(v)), File().Node("Sign", "x", "y").Run(X));
    }

    [Theory]
    [InlineData("Greater", 1, 0, 0)]
    [InlineData("GreaterOrEqual", 1, 1, 0)]
    [InlineData("Less", 0, 0, 1)]
    [InlineData("LessOrEqual", 0, 1, 1)]
    [InlineData("Equal", 0, 1, 0)]
    public void Comparison_OfConstantsAndBranches_IsOneWhereItHolds(string op, double above, double equal, double below)
    {
        double Of(double a, double b) => a > b ? above : a < b ? below : equal;
        float[] Run(string inputs) => File().Reals("c", [], 0.5f).Node("Floor", "x", "f").Node(op, inputs, "b")
            .Node("Cast", "b", "y", ("to", 1)).Run(X);
        Loops.Equal(Map(v => Of(v, 0.5)), Run("x c"));
        Loops.Equal(Map(v => Of(0.5, v)), Run("c x"));
        Loops.Equal(Map(v => Of(v, Math.Floor(v))), Run("x f"));
    }

    [Theory]
    [InlineData("And")]
    [InlineData("Or")]
    public void Logic_OfTwoComparisons_IsThatOfBoth(string op)
    {
        var file = File().Reals("a", [], 0.5f).Reals("c", [], -1).Node("Less", "x a", "p").Node("Less", "x c", "n")
            .Node("Not", "n", "q").Node(op, "p q", "b").Node("Cast", "b", "y", ("to", 1));
        Loops.Equal(Map(v => (op == "And" ? v < 0.5f && v >= -1 : v < 0.5f || v >= -1) ? 1 : 0), file.Run(X));
    }

    [Fact]
    public void Where_TakesVariablesAndConstants_OnEitherSide()
    {
        OnnxFile Choice() => File().Reals("zero", [], 0).Node("Greater", "x zero", "b").Node("Tanh", "x", "t");
        Loops.Equal(Map(v => v > 0 ? v : Math.Tanh(v)), Choice().Node("Where", "b x t", "y").Run(X));
        Loops.Equal(Map(v => v > 0 ? 7 : v), Choice().Reals("c", [1], 7).Node("Where", "b c x", "y").Run(X));
        Loops.Equal(Map(v => v > 0 ? v : 7), Choice().Reals("c", [], 7).Node("Where", "b x c", "y").Run(X));
        Loops.Equal(Map(v => v > 0 ? 7 : -7), Choice().Reals("c", [], 7).Reals("d", [], -7).Node("Where", "b c d", "y").Run(X));
    }

    /// <summary>As PyTorch writes torch.where(x > 0, x, torch.zeros_like(x)), the batch left open.</summary>
    [Fact]
    public void Where_ZerosOfTheShapeOfTheImage_AreRepeatedOverTheBatch()
    {
        var file = File().Reals("zero", [], 0).Node("Greater", "x zero", "b").Node("Shape", "x", "s")
            .Node("ConstantOfShape", "s", "z").Node("Where", "b x z", "y");
        Loops.Equal([.. Map(v => Math.Max(v, 0)), .. Map(v => Math.Max(-v, 0))], file.Run([.. X, .. X.Select(v => -v)]));
    }

    [Fact]
    public void Where_ConditionOfTheFile_ChoosesByPlace_WhateverStandsInTheOtherPlaces()
    {
        var mask = File();
        mask.IntegersOf("m", [2], 1, 0);
        Loops.Equal([.. X.Select((v, i) => i % 2 == 0 ? v : -1e30f)],
            mask.Reals("c", [], -1e30f).Node("Where", "m x c", "y").Run(X));
        var both = File();
        both.IntegersOf("m", [2], 1, 0);
        Loops.Equal([.. X.Select((v, i) => i % 2 == 0 ? v : MathF.Tanh(v))],
            both.Node("Tanh", "x", "t").Node("Where", "m x t", "y").Run(X));
    }

    /// <summary>The mean of a whole image has no dimensions left: comparisons and lines go through it all the same.</summary>
    [Fact]
    public void Bounds_ThroughValuesOfOneNumber_HoldSampledValues()
    {
        using var scope = NewDisposeScope();
        var file = File().Reals("half", [], 0.5f).Reals("w", [12, 3], Loops.Numbers(36)).Reals("b", [3], 1, 2, 3);
        file.Node("ReduceMean", "x", "m", ("axes", new long[] { 1, 2, 3 }), ("keepdims", 0)).Node("Less", "m half", "l")
            .Node("Cast", "l", "f", ("to", 1)).Node("Add", "f m", "a").Integers("one", 1).Node("Unsqueeze", "a one", "u")
            .Node("Flatten", "x", "flat").Node("MatMul", "flat w", "p").Node("Add", "p b", "q").Node("Mul", "q u", "y");
        var graph = BoundGraph.Of(file.Import().Graph, ScalarType.Float64);
        var x = tensor(Loops.Numbers(12, 3), [1, 3, 2, 2]).to(float64) * 0.4 + 0.5;
        var region = InputRegion.Linf(x, 0.2, rounding: Rounding.Outward);
        var interval = Intervals.Run(graph, region, null, Rounding.Outward);
        var lines = Crown.Lower(graph, region, eye(3, dtype: float64).unsqueeze(0), Crown.Values(graph, region, null,
            Rounding.Outward), null, Rounding.Outward);
        var points = region.Box.Lower + (region.Box.Upper - region.Box.Lower)
            * (tensor(Loops.Numbers(300 * 12, 7), [300, 3, 2, 2]).to(float64) * 0.75 + 0.5).clamp(0, 1);
        var least = Forward.Run(graph, points).amin([0]);
        Assert.True((interval.Lower.flatten() - least).le(1e-12).all().ToBoolean());
        Assert.True((lines.flatten() - least).le(1e-12).all().ToBoolean());
    }

    [Fact]
    public void Not_OfAConstant_IsRefusedByName() => Assert.Contains("op 'And' (node 'And_1'): input 1 must depend on the image",
        Assert.Throws<ModelFormatException>(() =>
        {
            var file = File().Reals("c", [], 0).Node("Greater", "x c", "b");
            file.IntegersOf("m", [1], 1);
            file.Node("And", "b m", "y").Import();
        }).Message, StringComparison.Ordinal);

    /// <summary>A network behind rounding has no gradient of its own, and that of the rest through a surrogate.</summary>
    [Fact]
    public void Bpda_ThroughRound_IsTheGradientWithoutIt()
    {
        using var scope = NewDisposeScope();
        Graph Network(bool rounds)
        {
            var file = File().Reals("w", [12, 3], Loops.Numbers(36)).Reals("c", [], 8);
            file.Node("Mul", "x c", "s");
            if (rounds)
                file.Node("Round", "s", "r");
            return file.Node("Flatten", rounds ? "r" : "s", "f").Node("MatMul", "f w", "y").Import().Graph;
        }
        var x = tensor(Loops.Numbers(12), [1, 3, 2, 2]);
        Tensor Gradient(IClassifier model)
        {
            var at = x.clone().requires_grad_();
            return autograd.grad([model.Logits(at).select(1, 0).sum()], [at])[0];
        }
        var rounded = Network(rounds: true);
        Assert.Equal(0, Gradient(new GraphClassifier(rounded, CPU)).abs().max().ToDouble());
        var through = Bpda.Classifier(rounded, CPU, new Dictionary<string, string> { ["Round"] = "identity" });
        Assert.True(through.Logits(x).eq(new GraphClassifier(rounded, CPU).Logits(x)).all().ToBoolean());
        var plain = Gradient(new GraphClassifier(Network(rounds: false), CPU));
        Assert.True((Gradient(through) - plain).abs().max().ToDouble() < 1e-5);
    }
}
