using Audit.Bounds;
using Audit.Certify;
using Audit.Datasets;
using Audit.Import;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Shadow;
using static TorchSharp.torch;

namespace Audit.Tests.Shadow;

public class BoundSpoofSearchTests
{
    private static readonly BoundShadowOptions Short = BoundShadowOptions.Cpu with { Steps = 12, LookEvery = 5 };

    [Fact]
    public void Run_Plane_SpoofsExactlyBeyondEpsilonTimesTheDualNorm()
    {
        using var scope = NewDisposeScope();
        float[] w = [.. Enumerable.Repeat(1f, 16)];
        var graph = BoundShadowTests.Plane(w, -8);
        const double epsilon = 0.05;
        // The clean image lies on class 0's side by 16 * 0.1, certified: more than epsilon * 16.
        var found = Search(graph, BoundMethod.Ibp, epsilon, Short with { StepSize = 0.3, LambdaTv = 0.01 })
            .Run([new Original(full([1, 4, 4], 0.4), 0, 7)], new Rng(1));
        var spoof = Assert.Single(found);
        Assert.Equal(0, spoof.Natural.Class);
        Assert.Equal(1, spoof.Target);
        Assert.Equal(1, spoof.Final.Class);
        double margin = spoof.Image.sum().ToDouble() - 8;
        Assert.Equal(margin - 16 * epsilon, Margin(spoof.Final), 1e-4);
        Assert.True(margin > 16 * epsilon);
        // Two certified images of different classes are more than 2 epsilon apart.
        Assert.True(spoof.Distances.Linf >= 2 * epsilon);
    }

    [Fact]
    public void Run_PlaneThatCannotBeCertified_KeepsTheNearestCandidate()
    {
        using var scope = NewDisposeScope();
        // Class 1 would need sum(x) > 15.9 + 16 epsilon, more than the 16 of a white image.
        var graph = BoundShadowTests.Plane([.. Enumerable.Repeat(1f, 16)], -15.9f);
        var spoof = Assert.Single(Search(graph, BoundMethod.Ibp, 0.05, Short with { StepSize = 1, LambdaTv = 0 }, clip: false)
            .Run([new Original(full([1, 4, 4], 0.4), 0, 7)], new Rng(1)));
        Assert.IsType<Abstained>(spoof.Final.Verdict);
        Assert.Equal(1, spoof.Target);
        Assert.True(spoof.Distances.L2 > 0);
    }

    [Fact]
    public void Run_AloneTogetherOrInAnotherOrder_SameBits()
    {
        using var scope = NewDisposeScope();
        var shape = new ImageShape(3, 8, 8);
        var search = Search(BoundShadowTests.Network(shape), BoundMethod.Ibp, 0.001,
            Short with { Steps = 4, LookEvery = 2, Targets = TargetPlan.Strongest(2) });
        Original[] originals = [.. Enumerable.Range(0, 70).Select(k => new Original(Image(shape, k), k % 4, 100 + k))];
        var together = search.Run(originals, new Rng(5));
        var reversed = search.Run([.. originals.Reverse()], new Rng(5));
        foreach (int k in (int[])[0, 37, 64, 69])
        {
            var alone = Assert.Single(search.Run([originals[k]], new Rng(5)));
            foreach (var other in (Spoof[])[together[k], reversed[69 - k]])
            {
                Assert.True(alone.Image.Equals(other.Image), $"image {k}");
                Assert.Equal(Margin(alone.Final), Margin(other.Final));
                Assert.Equal(Margin(alone.Natural), Margin(other.Natural));
                Assert.Equal(alone.Target, other.Target);
                Assert.Equal(alone.Distances, other.Distances);
            }
        }
    }

    [Fact]
    public void Run_Images_AreOnTheEightBitGridAndWhatTheRefereeSaw()
    {
        using var scope = NewDisposeScope();
        var shape = new ImageShape(3, 8, 8);
        var graph = BoundShadowTests.Network(shape);
        var short1 = Short with { Steps = 2, Targets = TargetPlan.Strongest(1) };
        foreach (var spoof in Search(graph, BoundMethod.CrownIbp, 0.001, short1).Run([.. Enumerable.Range(0, 3).Select(k =>
            new Original(Image(shape, k), k, k))], new Rng(5)))
        {
            var grid = spoof.Image * 255;
            Assert.True((grid - grid.round()).abs().max().ToDouble() < 1e-4);
            var again = Assert.Single(new BoundCertifier(graph,
                new BoundOptions { Method = BoundMethod.CrownIbp, Epsilon = 0.001 }).Certify(spoof.Image.unsqueeze(0)));
            Assert.Equal(spoof.Final.Evidence.Class, again.Evidence.Class);
            Assert.Equal(Margin(spoof.Final), Margin(again), 1e-4);
        }
    }

    [Fact]
    public void Run_Stopped_Throws()
    {
        using var scope = NewDisposeScope();
        var search = Search(BoundShadowTests.Plane([.. Enumerable.Repeat(1f, 16)], -8), BoundMethod.Ibp, 0.05, Short);
        Assert.Throws<OperationCanceledException>(() => search.Run([new Original(full([1, 4, 4], 0.4), 0, 7)], new Rng(1),
            stop: new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(BoundMethod.Ibp, Norm.L2)]
    [InlineData(BoundMethod.Crown, Norm.L2)]
    [InlineData(BoundMethod.AlphaCrown, Norm.Linf)]
    [InlineData(BoundMethod.FastLin, Norm.L2)]
    public void Run_Plane_OtherBoundsAndNorms_AreTheDualNormInSoundArithmetic(BoundMethod method, Norm norm)
    {
        using var scope = NewDisposeScope();
        float[] w = [.. Enumerable.Repeat(1f, 16)];
        var options = Short with { StepSize = 0.3, LambdaTv = 0.01 };
        const double epsilon = 0.05;
        var certifier = new DifferentiableBounds(BoundShadowTests.Plane(w, -8), new BoundOptions
        {
            Method = method,
            Epsilon = epsilon,
            Norm = norm,
            Clip = false,
            Arithmetic = BoundArithmetic.Sound
        }, options.Normalised);
        var spoof = Assert.Single(new SpoofSearch(certifier, options.Course).Run([new Original(full([1, 4, 4], 0.4), 0, 7)],
            new Rng(1)));
        // The dual norm of sixteen ones: 16, and its root for L2, which the first layer of intervals sees too.
        double dual = norm == Norm.Linf ? 16 : 4;
        double margin = spoof.Image.to(float64).sum().ToDouble() - 8;
        Assert.Equal((0, 1), (spoof.Natural.Class, spoof.Final.Class));
        Assert.InRange(Margin(spoof.Final), margin - dual * epsilon - 1e-4, margin - dual * epsilon + 1e-9);
        Assert.Equal("sound", ((MarginEvidence)spoof.Final.Evidence).Arithmetic);
        Assert.InRange(spoof.Passes, 5, 12);
    }

    [Fact]
    public void Run_Stopped_KeepsWhatIsSettled()
    {
        using var scope = NewDisposeScope();
        // The second image is so far away that it is not settled at the first look.
        var search = Search(BoundShadowTests.Plane([.. Enumerable.Repeat(1f, 16)], -8), BoundMethod.Ibp, 0.05,
            Short with { StepSize = 0.05, LambdaTv = 0.01, Steps = 30 });
        Original[] originals = [new(full([1, 4, 4], 0.44), 0, 7), new(full([1, 4, 4], 0.0), 0, 8)];
        using var stopping = new CancellationTokenSource();
        var kept = new List<(int Index, Spoof Spoof)>();
        var told = new List<(double Done, int Settled)>();
        Assert.Throws<OperationCanceledException>(() => search.Run(originals, new Rng(1), (done, settled) =>
        {
            told.Add((done, settled));
            if (settled == 1)
                stopping.Cancel();
        }, (original, spoof) => kept.Add((original.Index, spoof)), stopping.Token));
        var (index, early) = Assert.Single(kept);
        Assert.Equal(7, index);
        var whole = search.Run(originals, new Rng(1));
        Assert.True(early.Image.Equals(whole[0].Image));
        Assert.Equal(Margin(early.Final), Margin(whole[0].Final));
        Assert.Equal(told.Select(t => t.Done).Order(), told.Select(t => t.Done));
        Assert.All(told, t => Assert.InRange(t.Done, t.Settled, 2));
    }

    [SharedTheory("models", "onnx")]
    [InlineData("citrus_convsmall_8.onnx", "cifar10", 8.0 / 255)]
    [InlineData("sabr_convsmall_1.onnx", "mnist", 0.1)]
    public void Run_RealNetwork_SpoofsAreCertifiedInFloat64AndContradictNothing(string file, string data, double epsilon)
    {
        using var scope = NewDisposeScope();
        var graph = ModelLoader.Load(SharedFolder.Find("models", "onnx", file)).Graph!;
        var images = DataSpec.Parse($"{data}:{SharedFolder.Find("data", data)}").Load(Split.Test);
        Original[] originals = [.. Enumerable.Range(0, 16).Select(k => new Original(Pixels(images, k), images.Label(k), k))];
        var options = BoundShadowOptions.Cpu with { Steps = 50, StepSize = 1, Targets = TargetPlan.Strongest(2) };
        var found = Search(graph, BoundMethod.Ibp, epsilon, options).Run(originals, new Rng(0));
        var exact = BoundGraph.Of(graph, float64);
        int spoofed = 0;
        foreach (var (spoof, original) in found.Zip(originals))
        {
            if (spoof.Final.Class is null || spoof.Final.Class == original.Label)
                continue;
            spoofed++;
            using var guard = no_grad();
            int wrong = spoof.Final.Class!.Value;
            var region = InputRegion.Linf(spoof.Image.unsqueeze(0).to(float64), epsilon);
            double least = Intervals.Run(exact, region, Specification.Margins(tensor([(long)wrong]), exact.Classes,
                region.Centre)).Lower.min().ToDouble();
            Assert.Equal(least, Margin(spoof.Final), 1e-4 * Math.Max(1, Math.Abs(least)));
            Assert.True(least > -1e-4);
            if (spoof.Natural.Class is int natural && natural != wrong)
                Assert.True(spoof.Distances.Linf >= 2 * epsilon, $"image {original.Index}: {spoof.Distances.Linf}");
        }
        Assert.True(spoofed > 0, "nothing was spoofed, so nothing was tested");
    }

    private static SpoofSearch Search(Graph graph, BoundMethod method, double epsilon, BoundShadowOptions options,
        bool clip = true) =>
        new(new DifferentiableBounds(graph, new BoundOptions { Method = method, Epsilon = epsilon, Clip = clip },
            options.Normalised), options.Course);

    private static double Margin(Certificate certificate) => ((MarginEvidence)certificate.Evidence).MarginLower;

    private static Tensor Image(ImageShape shape, int k)
    {
        var x = new float[shape.Elements];
        UniformNoise.Fill(x, new Rng(9), new NoiseAddress(NoiseStream.Start, k, 0));
        return (tensor(x, [shape.Channels, shape.Height, shape.Width]) * 255).round() / 255;
    }

    private static Tensor Pixels(ImageSet images, int index)
    {
        var x = new float[images.ImageSize];
        images.CopyTo(index, x);
        return tensor(x, [images.Channels, images.Height, images.Width]);
    }
}
