using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Audit.Bounds;
using Audit.Datasets;
using Audit.Import;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Tests.Bounds;

/// <summary>Margins of real networks against those of an independent implementation in float64 (shared reference data).</summary>
public class AgreementTests
{
    [SharedTheory("reference", "bounds_kw_mnist.json")]
    [InlineData("kw_mnist", "mnist.pth", "ibp crown-ibp")]
    [InlineData("mnist_a_adv", "mnist_a_adv.pth", "ibp crown-ibp")]
    [InlineData("mnist_cnn_small", "mnist_cnn_small.pth", "ibp crown-ibp crown")]
    public void Margins_OfRealNetworks_AreTheReferences(string name, string file, string methods)
    {
        Compare(name, file, methods, ScalarType.Float64, 1e-6);
        Compare(name, file, methods, ScalarType.Float32, 1e-4);
    }

    [SharedTheory("reference", "bounds_kw_mnist.json")]
    [Trait("Category", "Long")]
    [InlineData("kw_mnist", "mnist.pth", "crown")]
    [InlineData("mnist_a_adv", "mnist_a_adv.pth", "crown")]
    public void Margins_OfRealNetworksUnderCrown_AreTheReferences(string name, string file, string methods)
    {
        Compare(name, file, methods, ScalarType.Float64, 1e-6);
        Compare(name, file, methods, ScalarType.Float32, 1e-4);
    }

    private static void Compare(string name, string file, string methods, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedFolder.Find("reference", $"bounds_{name}.json")));
        int[] indexes = [.. reference.RootElement.GetProperty("indices").EnumerateArray().Select(e => e.GetInt32())];
        long[] labels = [.. reference.RootElement.GetProperty("labels").EnumerateArray().Select(e => e.GetInt64())];
        var graph = BoundGraph.Of(ModelLoader.Load(SharedFolder.Find("models", "pytorch", file)).Graph!, type);
        // The references' pixels are k/255 in float64, not the nearest float32.
        var x = ((Images("mnist", indexes).to(float64) * 255).round() / 255).to(type);
        var margins = Specification.Margins(tensor(labels), graph.Classes, x);
        int compared = 0;
        foreach (var entry in reference.RootElement.GetProperty("results").EnumerateArray()
            .Where(e => methods.Split(' ').Contains(e.GetProperty("method").GetString())))
        {
            using var inner = NewDisposeScope();
            var region = InputRegion.Linf(x, entry.GetProperty("epsilon").GetDouble(), entry.GetProperty("clipped").GetBoolean());
            string method = entry.GetProperty("method").GetString()!;
            double[] expected = [.. entry.GetProperty("margin_lower").EnumerateArray().SelectMany(row => row.EnumerateArray())
                .Select(v => v.GetDouble())];
            double difference = Largest(expected, Lower(method, graph, region, margins));
            Assert.True(difference <= tolerance,
                FormattableString.Invariant(
                $"{name} {method} {entry.GetProperty("epsilon")} clipped {entry.GetProperty("clipped")}: {difference:G3}"));
            compared++;
        }
        Assert.Equal(6 * methods.Split(' ').Length, compared);
    }

    public static TheoryData<string, string, string, double, string[]> Tables => new()
    {
        { "crown_ADV_MLP_B_0.03_eps0.03.csv", "pytorch/ADV_MLP_B_0.03.pth", "mnist", 0.03, ["ibp", "fast-lin", "crown"] },
        { "crown_LPD_MLP_B_0.1_eps0.1.csv", "pytorch/LPD_MLP_B_0.1.pth", "mnist", 0.1, ["ibp", "fast-lin", "crown"] },
        { "crown_NOR_MLP_B_eps0.02.csv", "pytorch/NOR_MLP_B.pth", "mnist", 0.02, ["ibp", "fast-lin", "crown"] },
        { "ibp_citrus_convsmall_8_eps0.031373.csv", "onnx/citrus_convsmall_8.onnx", "cifar10", 8.0 / 255, ["ibp"] },
        { "ibp_mnistconvSmallRELUDiffAI_eps0.100000.csv", "onnx/mnistconvSmallRELUDiffAI.onnx", "mnist", 0.1, ["ibp"] },
        { "ibp_sabr_convsmall_1_eps0.100000.csv", "onnx/sabr_convsmall_1.onnx", "mnist", 0.1, ["ibp"] },
    };

    [SharedTheory("reference", "margins")]
    [MemberData(nameof(Tables))]
    public void SmallestMargins_OfRealNetworks_AreTheTables(string file, string model, string data, double epsilon,
        string[] methods)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var rows = File.ReadLines(SharedFolder.Find("reference", "margins", file)).Skip(1).Take(100)
            .Select(line => line.Split(',')).ToList();
        var graph = BoundGraph.Of(ModelLoader.Load(SharedFolder.Find("models", model)).Graph!, float64);
        var x = Images(data, [.. rows.Select(r => int.Parse(r[0], CultureInfo.InvariantCulture))]).to(float64);
        var margins = Specification.Margins(tensor([.. rows.Select(r => long.Parse(r[1], CultureInfo.InvariantCulture))]),
            graph.Classes, x);
        // The box is cut in these tables; see the README beside them.
        var region = InputRegion.Linf(x, epsilon, clip: true);
        for (int m = 0; m < methods.Length; m++)
        {
            double[] expected = [.. rows.Select(r => double.Parse(r[4 + m], CultureInfo.InvariantCulture))];
            double difference = Largest(expected, Lower(methods[m], graph, region, margins).amin([1]));
            Assert.True(difference <= 1e-6, FormattableString.Invariant($"{file} {methods[m]}: {difference:G3}"));
        }
    }

    private static Tensor Lower(string method, Graph graph, InputRegion region, Tensor margins)
    {
        // The references take backward bounds as they are where intervals leave a sign open in some image.
        var alone = new CrownOptions { Intersect = false };
        var parallel = alone with { LowerSlope = LowerSlope.Parallel };
        return method switch
        {
            "ibp" => Intervals.Run(graph, region, margins).Lower,
            "crown-ibp" => Crown.Lower(graph, region, margins, Intervals.Values(graph, region)),
            "crown" => Crown.Lower(graph, region, margins, Crown.Values(graph, region, alone), alone),
            "fast-lin" => Crown.Lower(graph, region, margins, Crown.Values(graph, region, parallel), parallel),
            _ => throw new ArgumentException(method),
        };
    }

    private static Tensor Images(string data, int[] indexes)
    {
        var images = DataSpec.Parse($"{data}:{SharedFolder.Find("data", data)}").Load(Split.Test);
        var x = empty([indexes.Length, images.Channels, images.Height, images.Width]);
        var values = MemoryMarshal.Cast<byte, float>(x.bytes);
        for (int k = 0; k < indexes.Length; k++)
            images.CopyTo(indexes[k], values.Slice(k * images.ImageSize, images.ImageSize));
        return x;
    }

    /// <summary>The largest difference as a share of max(1, |margin|).</summary>
    private static double Largest(double[] expected, Tensor got)
    {
        double[] values = got.to(float64).flatten().contiguous().data<double>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        return expected.Zip(values).Max(p => Math.Abs(p.First - p.Second) / Math.Max(1, Math.Abs(p.First)) is var d
            && double.IsNaN(d) ? double.PositiveInfinity : d);
    }
}
