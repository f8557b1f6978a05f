using System.Globalization;
using Audit.Bounds;
using Audit.Certify;
using Audit.Formats;
using Audit.Import.Onnx.Rules;
using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Tests.Import.Onnx;
using static TorchSharp.torch;

namespace Audit.Tests.Laws;

/// <summary>Sound bounds are of the file: its value in exact rational arithmetic, evaluated from the file's own messages, lies
/// inside them at every point of the region.</summary>
public class SoundFileTests
{
    /// <summary>Ops whose values are seldom rational; a softmax is left out by bounds.</summary>
    private static readonly string[] Irrational = ["Elu", "LogSoftmax", "Sigmoid", "Softmax", "Tanh"];

    [Fact]
    public void ExactValues_OfRandomFiles_LieInsideSoundBounds() => Check(1, 150);

    [Fact]
    [Trait("Category", "Long")]
    public void ExactValues_OfAHundredThousandFiles_LieInsideSoundBounds() => Check(1_000, int.TryParse(
        Environment.GetEnvironmentVariable("AUDIT_SOUND_FILES"), CultureInfo.InvariantCulture, out int count) ? count : 100_000);

    /// <summary>The files can tell: with their constants in float32, as predictions have them, the same bounds miss the
    /// value.</summary>
    [Fact]
    public void ExactValues_OfFilesWithRoundedConstants_LieOutside()
    {
        int wrong = 0;
        for (int seed = 1; seed < 60; seed++)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var made = new RandomOnnx(seed);
            var rounded = made.File.Import().Graph.Map(n => n.Op);
            wrong += One(seed, made, BoundGraph.Of(rounded, ScalarType.Float64), out _) is null ? 0 : 1;
        }
        Assert.True(wrong > 5, $"{wrong} of 59");
    }

    [Fact]
    public void SoundCertificate_OfConstantsThatFloat64CannotHold_IsRefusedByName()
    {
        using var scope = NewDisposeScope();
        var file = new OnnxFile().Input(1, 1, 2, 2).Reals("a", [], 1).Reals("b", [], 3).Node("Div", "a b", "third")
            .Node("Mul", "x third", "h").Node("Flatten", "h", "y");
        var graph = file.Import().Graph;
        BoundCertifier Of(BoundArithmetic arithmetic) => new(graph, new BoundOptions
        {
            Method = BoundMethod.Crown,
            Epsilon = 0.1,
            Arithmetic = arithmetic,
        });
        Assert.Contains("normalize", Assert.Throws<UsageException>(() => Of(BoundArithmetic.Sound)).Message,
            StringComparison.Ordinal);
        Assert.Contains("the rounded constants of normalize", Interpretation.Known.Single(i => i.Name == "Crown")
            .Missing(graph, sound: true));
        Of(BoundArithmetic.Float64);
    }

    [Fact]
    public void RandomFiles_HoldEveryOpThatIsImported()
    {
        var seen = Enumerable.Range(0, 400).SelectMany(seed => new RandomOnnx(seed).Model.Graph.Node).Select(n => n.OpType)
            .ToHashSet();
        Assert.Equal(RuleTable.Known.Except(Irrational).Order(), seen.Order());
    }

    private static void Check(int first, int count)
    {
        int refused = 0, lines = 0;
        var wrong = new List<string>();
        for (int seed = first; seed < first + count; seed++)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var made = new RandomOnnx(seed);
            Graph network;
            try
            {
                network = made.File.Import().Graph;
            }
            catch (ModelFormatException e)
            {
                wrong.Add($"file {seed}, {e.Message}: {made}");
                continue;
            }
            if (BoundGraph.Rounded(network) is not null)
            {
                refused++;
                continue;
            }
            if (One(seed, made, BoundGraph.Of(network, ScalarType.Float64), out bool hasLines) is { } problem)
                wrong.Add($"file {seed}, {problem}: {made}");
            lines += hasLines ? 1 : 0;
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join("\n", wrong.Take(8))}");
        Assert.True(refused < count / 4 && lines > count / 2, $"{refused} refused, lines around {lines} of {count}");
    }

    /// <returns>What is wrong; null where nothing is.</returns>
    private static string? One(int seed, RandomOnnx made, Graph graph, out bool hasLines)
    {
        var random = new Random(seed);
        var exact = new ExactOnnx(made.Model);
        float[] image = [.. Enumerable.Range(0, graph.InputShape.Elements).Select(_ => random.NextSingle())];
        var x = tensor(image, graph.InputShape.Batch(1)).to(float64);
        // Widths that hide no rounding error, and one that opens neurons.
        var region = InputRegion.Linf(x, new[] { 0, 1e-16, 1e-2 }[seed % 3], clip: false, Rounding.Outward);
        var interval = Intervals.Run(graph, region, null, Rounding.Outward);
        double[] low = Numbers(interval.Lower), high = Numbers(interval.Upper);
        double[] rows = [1, 0, 0, 1, -1, 0, 0, 1, -1];
        hasLines = Interpretation.Known.Single(i => i.Name == "Crown").Missing(graph, sound: true).Count == 0;
        double[]? lines = !hasLines ? null
            : Numbers(Crown.Lower(graph, region, tensor(rows, [1, 3, 3]), Crown.Values(graph, region, null, Rounding.Outward),
            null,
                Rounding.Outward));
        double[][] ends = [Numbers(region.Box.Lower), Numbers(region.Box.Upper)];
        double[][] points = [.. ends, [.. image.Select(v => (double)v)],
            [.. ends[0].Select((v, k) => Chance(random) ? v : ends[1][k])]];
        foreach (double[] point in points)
        {
            Rational[] value;
            try
            {
                value = exact.Run(made.Shape, [.. point.Select(Rational.Of)]);
            }
            catch (DivideByZeroException)
            {
                continue;
            }
            for (int c = 0; c < 3; c++)
            {
                // What is not a number claims nothing.
                if ((double.IsFinite(low[c]) && Rational.Of(low[c]) > value[c])
                    || (double.IsFinite(high[c]) && Rational.Of(high[c]) < value[c]))
                    return $"output {c} is {value[c].ToDouble()}, outside [{low[c]}, {high[c]}]";
                var row = rows.Skip(3 * c).Take(3).Select((r, k) => Rational.Of(r) * value[k]).Aggregate((a, b) => a + b);
                if (lines is not null && double.IsFinite(lines[c]) && Rational.Of(lines[c]) > row)
                    return $"row {c} is {row.ToDouble()}, the line {lines[c]} above it";
            }
        }
        return null;
    }

    private static bool Chance(Random random) => random.Next(2) == 0;

    private static double[] Numbers(Tensor t) => t.contiguous().flatten().data<double>().ToArray();
}
