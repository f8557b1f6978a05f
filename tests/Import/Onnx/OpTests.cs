using Audit.Networks.Graphs;

namespace Audit.Tests.Import.Onnx;

/// <summary>Every other op of the importer against values worked out in the test, on two images at once.</summary>
public class OpTests
{
    private static readonly float[] X = Loops.Numbers(2 * 12);

    private static OnnxFile File(long opset = 13) => new OnnxFile(opset).Input(1, 3, 2, 2);

    private static float[] Map(Func<double, double> f) => [.. X.Select(v => (float)f(v))];

    private static int Channel(int i) => i % 12 / 4;

    [Theory]
    [InlineData("Relu", 0)]
    [InlineData("Sigmoid", 1)]
    [InlineData("Tanh", 2)]
    [InlineData("LeakyRelu", 3)]
    [InlineData("Reciprocal", 4)]
    [InlineData("Identity", 5)]
    [InlineData("Dropout", 5)]
    public void Elementwise_EqualsItsFormula(string op, int formula)
    {
        Func<double, double>[] formulas = [v => Math.Max(v, 0), v => 1 / (1 + Math.Exp(-v)), Math.Tanh, v => v > 0 ? v : 0.01 * v,
            v => 1 / v, v => v];
        // The identity alone would be no network: a tanh before it and after the op.
        var file = File().Node("Tanh", "x", "t").Node(op, "t", "u").Node("Tanh", "u", "y");
        Loops.Equal(Map(v => Math.Tanh(formulas[formula](Math.Tanh(v)))), file.Run(X));
    }

    [Fact]
    public void LeakyRelu_Alpha_IsTheSlope() =>
        Loops.Equal(Map(v => v > 0 ? v : 0.25 * v), File().Node("LeakyRelu", "x", "y", ("alpha", 0.25)).Run(X));

    [Fact]
    public void Clip_AttributesAndInputs_BothBound()
    {
        Loops.Equal(Map(v => Math.Clamp(v, -0.5, 0.25)), File(7).Node("Clip", "x", "y", ("min", -0.5), ("max", 0.25)).Run(X));
        Loops.Equal(Map(v => Math.Clamp(v, -0.5, 0.25)), File().Reals("a", [], -0.5f).Reals("b", [], 0.25f)
            .Node("Clip", "x a b", "y").Run(X));
        Loops.Equal(Map(v => Math.Min(v, 0.25)), File().Reals("b", [], 0.25f).Node("Clip", "x _ b", "y").Run(X));
        var relu = File().Reals("a", [], 0f).Node("Clip", "x a", "y").Import();
        Assert.Contains(relu.Graph.Nodes, n => n.Op is Relu);
    }

    [Theory]
    [InlineData("Add", false)]
    [InlineData("Sub", false)]
    [InlineData("Mul", false)]
    [InlineData("Div", false)]
    [InlineData("Add", true)]
    [InlineData("Sub", true)]
    [InlineData("Mul", true)]
    [InlineData("Div", true)]
    public void Arithmetic_WithConstantsOnEitherSide_IsRepeatedOverTheImage(string op, bool constantFirst)
    {
        (long[] Shape, Func<int, float> At)[] constants =
        [
            ([], _ => 0.5f), ([1], _ => 0.5f), ([3, 1, 1], i => new[] { 0.5f, -2, 3 }[Channel(i)]),
                ([1, 3, 1, 1], i => new[] { 0.5f, -2, 3 }[Channel(i)]),
            ([2], i => new[] { 0.5f, -2 }[i % 2]), ([2, 1], i => new[] { 0.5f, -2 }[i / 2 % 2]), ([1, 3, 2, 2], i => i % 12 + 1),
        ];
        foreach (var (shape, at) in constants)
        {
            float[] stored = shape.Aggregate(1L, (a, b) => a * b) switch
            {
                1 => [0.5f],
                2 => [0.5f, -2],
                3 => [0.5f, -2, 3],
                _ =>
                [.. Enumerable.Range(1, 12)]
            };
            foreach (string before in (string[])["x", "t"])
            {
                var file = File().Reals("c", shape, stored).Node("Sigmoid", "x", "t")
                    .Node(op, constantFirst ? $"c {before}" : $"{before} c", "y");
                double Value(double v) => before == "x" ? v : 1 / (1 + Math.Exp(-v));
                float[] expected = [.. X.Select((v, i) => (float)Apply(op, constantFirst ? at(i) : Value(v), constantFirst
                    ? Value(v) : at(i)))];
                Loops.Equal(expected, file.Run(X));
            }
        }
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    public void Arithmetic_BetweenBranches_IsElementwise(string op) =>
        Loops.Equal(Map(v => Apply(op, Math.Tanh(v), 1 / (1 + Math.Exp(-v)))),
            File().Node("Tanh", "x", "a").Node("Sigmoid", "x", "b").Node(op, "a b", "y").Run(X));

    [Fact]
    public void Mul_OfImageAndChannelWeights_Repeats()
    {
        float[] means = [.. X.Chunk(4).Select(c => c.Average())];
        Loops.Equal([.. X.Select((v, i) => v * means[i / 4])], File().Node("GlobalAveragePool", "x", "s").Node("Mul", "x s", "y")
            .Run(X));
    }

    [Theory]
    [InlineData("Sub", "Div", false)]
    [InlineData("Add", "Mul", true)]
    public void NormalizationAfterTheInput_BecomesNormalize(string first, string second, bool inverted)
    {
        float[] mean = [0.4914f, 0.4822f, 0.4465f], std = [0.2023f, 0.1994f, 0.201f];
        var file = File().Reals("m", [1, 3, 1, 1], [.. mean.Select(m => inverted ? -m : m)])
            .Reals("s", [1, 3, 1, 1], [.. std.Select(s => inverted ? 1 / s : s)])
            .Node(first, "x m", "a").Node(second, "a s", "b").Node("Relu", "b", "y");
        var graph = file.Import().Graph;
        Assert.Equal(["Input", "Normalize", "Relu", "Flatten"], graph.Nodes.Select(n => n.Op.Name));
        Loops.Equal([.. X.Select((v, i) => Math.Max(0, (v - mean[Channel(i)]) / std[Channel(i)]))], OnnxFile.Run(graph, X));
    }

    [Fact]
    public void CentredImageWithTwoReaders_IsNotRewritten()
    {
        var file = File().Reals("m", [1], 0.5f).Reals("s", [1], 0.25f).Node("Sub", "x m", "a").Node("Div", "a s", "b")
            .Node("Add", "a b", "y");
        Loops.Equal(Map(v => (v - 0.5) * 5), file.Run(X));
    }

    [Fact]
    public void BatchNormalization_UsesStoredStatistics()
    {
        var file = File().Reals("bn.weight", [3], 1, 2, -1).Reals("b", [3], 0.1f, 0.2f, 0.3f).Reals("m", [3], 0.5f, -0.5f, 0)
            .Reals("v", [3], 1, 4, 0.25f)
            .Node("BatchNormalization", "x bn.weight b m v", "y", ("epsilon", 0.01));
        float[] g = [1, 2, -1], b = [0.1f, 0.2f, 0.3f], m = [0.5f, -0.5f, 0], s = [1, 4, 0.25f];
        Loops.Equal([.. X.Select((v, i) => (float)((v - m[Channel(i)]) / Math.Sqrt(s[Channel(i)] + 0.01) * g[Channel(i)]
            + b[Channel(i)]))], file.Run(X));
        Assert.Contains(file.Import().Graph.Tensors, t => t.Name == "bn.weight");
    }

    [Theory]
    [InlineData(0, 1f, 1f, 1)]
    [InlineData(1, 1f, 1f, 2)]
    [InlineData(1, 0.5f, 2f, 2)]
    [InlineData(0, 2f, 0.5f, 0)]
    public void Gemm_TransposedAndScaled_EqualsSums(int transB, float alpha, float beta, int biasRank)
    {
        float[] w = Loops.Numbers(24, 5), c = biasRank == 0 ? [0.75f] : [0.75f, -0.5f];
        long[] cShape = biasRank switch { 0 => [], 1 => [2], _ => [1, 2] };
        var file = File().Node("Flatten", "x", "f").Reals("w", transB == 1 ? [2, 12] : [12, 2], w).Reals("c", cShape, c)
            .Node("Gemm", "f w c", "y", ("transB", transB), ("alpha", alpha), ("beta", beta));
        var expected = new List<float>();
        foreach (float[] image in X.Chunk(12))
            for (int o = 0; o < 2; o++)
                expected.Add((float)(alpha * image.Select((v, i) => (double)v * (transB == 1 ? w[o * 12 + i] : w[i * 2 + o]))
                    .Sum() + beta * c[o % c.Length]));
        Loops.Equal(expected, file.Run(X));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MatMul_OnEitherSide_TakesTheBiasThatFollows(bool column)
    {
        float[] w = Loops.Numbers(24, 5);
        var file = File().Integers("shape", column ? [1, 12, 1] : [1, 12]).Node("Reshape", "x shape", "f")
            .Reals("w", column ? [2, 12] : [12, 2], w)
            .Reals("c", column ? [2, 1] : [2], 0.75f, -0.5f).Node("MatMul", column ? "w f" : "f w", "m").Node("Add", "c m", "y");
        var graph = file.Import().Graph;
        Assert.Equal(["Input", "Flatten", "Linear"], graph.Nodes.Select(n => n.Op.Name).Where(n => n != "Reshape"));
        float[] expected = [.. X.Chunk(12).SelectMany(image => Enumerable.Range(0, 2).Select(o =>
            (float)(image.Select((v, i) => (double)v * (column ? w[o * 12 + i] : w[i * 2 + o]))
                .Sum() + (o == 0 ? 0.75 : -0.5))))];
        Loops.Equal(expected, OnnxFile.Run(graph, X));
    }

    [Fact]
    public void MatMul_WithATransposedWeight_IsFolded()
    {
        float[] w = Loops.Numbers(24, 5);
        var file = File().Node("Flatten", "x", "f").Reals("w", [2, 12], w)
            .Node("Transpose", "w", "wt", ("perm", new long[] { 1, 0 })).Node("MatMul", "f wt", "y");
        Loops.Equal([.. X.Chunk(12).SelectMany(image => Enumerable.Range(0, 2)
            .Select(o => (float)image.Select((v, i) => (double)v * w[o * 12 + i]).Sum()))], file.Run(X));
    }

    [Theory]
    [InlineData(13, -1, "last")]
    [InlineData(13, 1, "channels")]
    [InlineData(11, 1, "all")]
    [InlineData(11, 3, "last")]
    public void Softmax_OldAndNewMeaning(long opset, long axis, string over)
    {
        float[] expected = [.. X.Select((v, i) =>
        {
            int image = i / 12;
            IEnumerable<int> group = over switch
            {
                "last" => [i / 2 * 2, i / 2 * 2 + 1],
                "channels" => Enumerable.Range(0, 3).Select(c => image * 12 + c * 4 + i % 4),
                _ => Enumerable.Range(image * 12, 12),
            };
            return (float)(Math.Exp(v) / group.Sum(j => Math.Exp(X[j])));
        })];
        Loops.Equal(expected, File(opset).Node("Softmax", "x", "y", ("axis", axis)).Run(X));
        Loops.Equal([.. expected.Select(v => MathF.Log(v))], File(opset).Node("LogSoftmax", "x", "y", ("axis", axis)).Run(X));
    }

    [Fact]
    public void Softmax_AtTheEnd_IsWarnedOf() =>
        Assert.Contains(File().Node("Flatten", "x", "f").Node("Softmax", "f", "y", ("axis", 1)).Import().Warnings, w =>
            w.Contains("softmax"));

    private static double Apply(string op, double a, double b) =>
        op switch { "Add" => a + b, "Sub" => a - b, "Mul" => a * b, _ => a / b };
}
