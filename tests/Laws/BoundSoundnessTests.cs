using System.Runtime.InteropServices;
using Audit.Bounds;
using Audit.Datasets;
using Audit.Import;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using Audit.Noise;
using Audit.Tests.Import.Onnx;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Audit.Tests.Laws;

/// <summary>No input of a region has a margin below its bound: points drawn in it, its corners, and gradient descent.</summary>
public class BoundSoundnessTests(ITestOutputHelper output)
{
    /// <summary>More than float64's rounding, less than any looseness worth the name.</summary>
    private const double Slack = 1e-9;

    public static TheoryData<string, bool, bool> Cases => new()
    {
        { "every rule", false, true }, { "every rule", true, true }, { "every rule", false, false },
            { "every rule", true, false },
        { "residual", false, true }, { "residual", true, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Margins_AtAnyPointOfTheRegion_AreNotBelowTheirBounds(string net, bool l2, bool clip) =>
        Check(net, l2, clip, seeds: 2, points: 400);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Cases))]
    public void Margins_AtAMillionPoints_AreNotBelowTheirBounds(string net, bool l2, bool clip) =>
        Check(net, l2, clip, seeds: 10, points: 12_000);

    public static TheoryData<string, string, string, double> RealNetworks => new()
    {
        { "onnx/sabr_convsmall_1.onnx", "mnist", "", 0.1 }, { "onnx/citrus_convsmall_8.onnx", "cifar10", "", 8.0 / 255 },
        { "onnx/mnist_convSmallRELU__Point.onnx", "mnist", "", 0.01 }, { "onnx/Convnet_maxpool.onnx", "mnist", "", 0.01 },
        { "onnx/Convnet_avgpool.onnx", "mnist", "", 0.01 }, { "onnx/mnist-net_256x2.onnx", "mnist", "", 0.02 },
        { "onnx/cifar_base_kw.onnx", "cifar10", "std", 2.0 / 255 }, { "pytorch/mnist_cnn_small.pth", "mnist", "", 0.3 },
        { "pytorch/mnist.pth", "mnist", "", 0.1 }, { "pytorch/resnet20-12fca82f.th", "cifar10", "std", 1e-4 },
    };

    [SharedTheory("models")]
    [Trait("Category", "Long")]
    [MemberData(nameof(RealNetworks))]
    public void Margins_OfRealNetworks_AreNotBelowTheirBounds(string file, string data, string normalised, double epsilon)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var options = normalised.Length == 0 ? new LoadOptions()
            : new LoadOptions
            {
                Mean = [.485f, .456f, .406f],
                Std = file.Contains("resnet", StringComparison.Ordinal)
            ? [.229f, .224f, .225f] : [.225f, .225f, .225f]
            };
        var graph = BoundGraph.Of(ModelLoader.Load(SharedFolder.Find("models", file), options).Graph!, float64);
        var images = DataSpec.Parse($"{data}:{SharedFolder.Find("data", data)}").Load(Split.Test);
        var x = empty([4, images.Channels, images.Height, images.Width]);
        for (int k = 0; k < 4; k++)
            images.CopyTo(k, MemoryMarshal.Cast<byte, float>(x.bytes).Slice(k * images.ImageSize, images.ImageSize));
        var region = InputRegion.Linf(x.to(float64), epsilon);
        var rows = Specification.Margins(Forward.Run(graph, region.Centre).argmax(1), graph.Classes, region.Centre);
        bool wide = Shapes.Run(graph).Max(Sizes.Elements) > 5000;
        double least = Least(graph, region, rows, wide ? 500 : 2_000, Bounds(graph, region, rows, crown: !wide));
        output.WriteLine(FormattableString.Invariant($"{file}: nearest {least:G3} above"));
    }

    [Fact]
    public void Bounds_OfPointRegions_AreTheValues()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var graph = BoundNets.EveryRule();
        var x = Images(graph, 3, 0.7);
        var region = InputRegion.Linf(x, 0);
        var logits = Forward.Run(graph, x);
        var rows = Specification.Margins(logits.argmax(1), 3, x);
        var margins = rows.matmul(logits.unsqueeze(2)).squeeze(2);
        foreach (var (name, lower) in Bounds(graph, region, rows, crown: true))
            Assert.True((lower - margins).abs().max().ToDouble() <= 1e-9, $"{name}: {lower - margins}");
        Assert.True((Intervals.Run(graph, region).Upper - logits).abs().max().ToDouble() <= 1e-12);
    }

    [Fact]
    public void Values_Intersected_AreNeverLooserThanIntervals()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var graph = BoundNets.EveryRule();
        var region = InputRegion.Linf(Images(graph, 2, 0.2), 0.1);
        var wide = Intervals.Values(graph, region);
        var tight = Crown.Values(graph, region);
        bool strictly = false;
        for (int k = 0; k < wide.Count; k++)
        {
            // The padding of a maximum pool is minus infinity on both sides.
            Assert.False((tight[k].Lower + 1e-12).lt(wide[k].Lower).any().ToBoolean(), $"lower ends of node {k}");
            Assert.False((tight[k].Upper - 1e-12).gt(wide[k].Upper).any().ToBoolean(), $"upper ends of node {k}");
            strictly |= (tight[k].Lower - 1e-3).gt(wide[k].Lower).any().ToBoolean();
        }
        Assert.True(strictly);
    }

    [Fact]
    public void Bounds_InParts_AreThoseOfTheWhole()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var graph = BoundNets.EveryRule();
        var region = InputRegion.L2(Images(graph, 3, 0.4), 0.3);
        var rows = Specification.MarginsWithOwn(tensor([0L, 1, 2]), 3, region.Centre);
        Tensor Lower(long memory)
        {
            var options = new CrownOptions { MemoryBytes = memory };
            return Crown.Lower(graph, region, rows, Crown.Values(graph, region, options), options);
        }
        Assert.Equal(1, CrownMemory.Rows(graph, 3, float64, new CrownOptions { MemoryBytes = 1 }));
        Assert.True((Lower(1) - Lower(1L << 30)).abs().max().ToDouble() <= 1e-12);
        // And one image at a time, batches of three.
        var single = InputRegion.L2(region.Centre.narrow(0, 1, 1), 0.3);
        var alone = Crown.Lower(graph, single, rows.narrow(0, 1, 1), Crown.Values(graph, single));
        Assert.True((alone - Lower(1L << 30).narrow(0, 1, 1)).abs().max().ToDouble() <= 1e-12);
    }

    private void Check(string net, bool l2, bool clip, int seeds, int points)
    {
        using var guard = no_grad();
        double least = double.PositiveInfinity;
        for (int seed = 0; seed < seeds; seed++)
        {
            using var scope = NewDisposeScope();
            var graph = net == "residual" ? BoundNets.Residual(seed) : BoundNets.EveryRule(seed);
            foreach (double epsilon in (double[])[0.02, 0.3])
            {
                var x = Images(graph, 4, seed + epsilon);
                var region = l2 ? InputRegion.L2(x, 3 * epsilon, clip) : InputRegion.Linf(x, epsilon, clip);
                var rows = Specification.Margins(Forward.Run(graph, x).argmax(1), graph.Classes, x);
                least = Math.Min(least, Least(graph, region, rows, points, Bounds(graph, region, rows, crown: true)));
            }
        }
        output.WriteLine(FormattableString.Invariant($"nearest {least:G3} above"));
        Assert.True(least < 1, "no point came near its bound: the test looks in the wrong place");
    }

    private static List<(string Name, Tensor Lower)> Bounds(Graph graph, InputRegion region, Tensor rows, bool crown)
    {
        var intervals = Intervals.Values(graph, region);
        List<(string, Tensor)> bounds = [("ibp", Intervals.Run(graph, region, rows).Lower)];
        foreach (var slope in Enum.GetValues<LowerSlope>())
        {
            var options = new CrownOptions { LowerSlope = slope };
            bounds.Add(($"crown-ibp {slope}", Crown.Lower(graph, region, rows, intervals, options)));
            if (crown && slope is LowerSlope.Adaptive or LowerSlope.Parallel)
                bounds.Add(($"crown {slope}", Crown.Lower(graph, region, rows,
                    Crown.Values(graph, region, options with { Intersect = slope == LowerSlope.Adaptive }), options)));
        }
        if (crown)
            bounds.Add(("alpha-crown", AlphaCrown.Lower(graph, region, rows, Crown.Values(graph, region),
                alpha: new AlphaOptions { Steps = 4 })));
        return bounds;
    }

    /// <summary>The least distance of any margin found above its bound; fails where one is below.</summary>
    private static double Least(Graph graph, InputRegion region, Tensor rows, int points,
        List<(string Name, Tensor Lower)> bounds)
    {
        double least = double.PositiveInfinity;
        void See(Tensor inputs)
        {
            using var scope = NewDisposeScope();
            var margins = rows.matmul(Forward.Run(graph, inputs).unsqueeze(2)).squeeze(2);
            foreach (var (name, lower) in bounds)
            {
                double distance = (margins - lower).min().ToDouble();
                Assert.True(distance >= -Slack,
                    FormattableString.Invariant($"{name}: a margin is {-distance:G3} below its bound"));
                least = Math.Min(least, distance);
            }
        }
        var rng = new Rng(5);
        long elements = graph.InputShape.Elements, n = region.Centre.shape[0];
        for (int k = 0; k < points; k++)
        {
            using var scope = NewDisposeScope();
            var noise = empty([n, elements]);
            var span = MemoryMarshal.Cast<byte, float>(noise.bytes);
            for (int i = 0; i < n; i++)
                UniformNoise.Fill(span.Slice(i * (int)elements, (int)elements), rng,
                    new NoiseAddress(NoiseStream.Prediction, i, k));
            var direction = (noise.to(float64) * 2 - 1).reshape(region.Centre.shape);
            // Every third: a corner.
            See(Into(region, region.Centre + (k % 3 == 0 ? direction.sign() : direction) * region.Box.Radius.amax([1, 2, 3],
                true)));
        }
        long rowsCount = rows.shape[1];
        for (int row = 0; row < rowsCount; row++)
        {
            using var scope = NewDisposeScope();
            var x = region.Centre.clone();
            for (int step = 0; step < 12; step++)
            {
                using var on = enable_grad();
                var leaf = x.detach().requires_grad_();
                var margin = rows.select(1, row).unsqueeze(1).matmul(Forward.Run(graph, leaf).unsqueeze(2)).sum();
                var gradient = autograd.grad([margin], [leaf])[0];
                using var off = no_grad();
                x = Into(region, x - gradient.sign() * region.Box.Radius.amax([1, 2, 3], true) / 4);
                See(x);
            }
        }
        return least;
    }

    /// <summary>The nearest point of the box, pulled towards the centre until it lies in the ball.</summary>
    private static Tensor Into(InputRegion region, Tensor x)
    {
        x = x.maximum(region.Box.Lower).minimum(region.Box.Upper);
        if (region.L2Radius is not { } radius)
            return x;
        var delta = x - region.Centre;
        var length = delta.flatten(1).square().sum(1).sqrt().clamp(min: 1e-12);
        return region.Centre + delta * (radius / length * (1 - 1e-12)).clamp(max: 1).reshape(-1, 1, 1, 1);
    }

    private static Tensor Images(Graph graph, int count, double start) =>
        tensor(Loops.Numbers(count * graph.InputShape.Elements, start), graph.InputShape.Batch(count)).to(float64) * 0.5 + 0.5;
}
