using Audit.Attacks;
using Audit.Certify;
using Audit.Networks;
using Audit.Networks.Architectures;
using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Shadow;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Audit.Tests.Shadow;

public class ShadowAttackTests
{
    private static readonly ImageShape Shape = new(3, 8, 8);

    [Fact]
    public void Evaluate_InPieces_IsEquationTwoOverAllCopies()
    {
        using var scope = NewDisposeScope();
        var classifier = Network();
        var options = new ShadowOptions { Copies = 150, Channels = 3, LambdaTv = 0.3, LambdaColor = 2, LambdaDissim = 0.7 };
        var copies = new NoisyCopies(Shape, new GaussianSampler(0.25f), 150, fresh: false, new Rng(1), 0, CPU);
        var x = full([1, 3, 8, 8], 0.5);
        var delta = Noise([1, 3, 8, 8]) * 0.1;
        var at = new EquationTwo(new SmoothedLoss(classifier, x, [2], [copies]), options.Lambdas).Evaluate(delta, 0);

        // The same written out once more, over all copies at once.
        var noise = cat([.. Enumerable.Range(0, copies.Pieces).Select(p => copies.Noise(p, 0))]);
        var leaf = delta.clone().requires_grad_();
        var logits = classifier.Logits(x + leaf + noise);
        var loss = -F.cross_entropy(logits, full([150], 2, int64));
        var (across, down) = (leaf[TensorIndex.Ellipsis, TensorIndex.Slice(1)] - leaf[TensorIndex.Ellipsis,
            TensorIndex.Slice(0, -1)],
            leaf[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(1)] - leaf[TensorIndex.Colon, TensorIndex.Colon,
                TensorIndex.Slice(0, -1)]);
        var tv = across.pow(2).sum() + down.pow(2).sum();
        var color = leaf.abs().mean([0, 2, 3]).pow(2).sum();
        var (r, g, b) = (leaf.select(1, 0), leaf.select(1, 1), leaf.select(1, 2));
        var dissim = ((r - g).pow(2) + (g - b).pow(2) + (r - b).pow(2)).pow(2).sum().sqrt();
        var expected = loss - 0.3 * tv - 2 * color - 0.7 * dissim;

        Assert.Equal(expected.ToDouble(), at.Values.ToDouble(), 1e-4);
        var gradient = autograd.grad([expected], [leaf])[0];
        Assert.True((gradient - at.Gradient).abs().max().ToDouble() < 1e-5 * Math.Max(1, gradient.abs().max().ToDouble()));
    }

    /// <summary>A gradient that is no number loses the perturbation, not the picture: what is certified is the picture that is
    /// stored.</summary>
    [Fact]
    public void Perturb_GradientThatIsNoNumber_LeavesTheCleanImage()
    {
        using var scope = NewDisposeScope();
        // Values are finite; the root's slope at 0 is not.
        var classifier = new FunctionClassifier(Shape, 2, x => stack([(x - x).sqrt().sum([1L, 2, 3]), x.sum([1L, 2, 3])], 1));
        var x = full([3, 8, 8], 128 / 255.0);
        var image = Attack(x, new ShadowOptions { Steps = 2, Copies = 4 }, new Rng(1), classifier: classifier);
        Assert.Equal(0, (image - x).abs().max().ToDouble(), 1e-6);
    }

    [EngineTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void Evaluate_CompiledGradient_IsTheRecordedOne(int channels)
    {
        using var scope = NewDisposeScope();
        var graph = Architecture.Build(new ArchitectureSpec("cnn-small", Shape, 10, null), new Initializer(new Rng(1)));
        var compiled = CompiledClassifier.TryCreate(graph, Precision.Float32, out _)!;
        var options = new ShadowOptions
        {
            Copies = 150,
            Channels = channels,
            LambdaTv = 0.3,
            LambdaColor = 2,
            LambdaDissim = 0.7
        };
        var copies = new NoisyCopies(Shape, new GaussianSampler(0.25f), 150, fresh: false, new Rng(1), 0, CPU);
        var delta = Noise([1, channels, 8, 8]) * 0.1;
        Objective At(IClassifier classifier) => new EquationTwo(new SmoothedLoss(classifier, full([1, 3, 8, 8], 0.5), [2],
            [copies]),
            options.Lambdas).Evaluate(delta, 0);
        var (expected, actual) = (At(new GraphClassifier(graph)), At(compiled));
        Assert.Equal(expected.Values.ToDouble(), actual.Values.ToDouble(), 1e-4);
        Assert.Equal(expected.Gradient.shape, actual.Gradient.shape);
        Assert.True((expected.Gradient - actual.Gradient).abs().max()
            .ToDouble() < 1e-5 * Math.Max(1, expected.Gradient.abs().max().ToDouble()));
    }

    [Fact]
    public void Perturb_OneChannel_ChangesAllColoursAlikeUpToClippingAndRounding()
    {
        using var scope = NewDisposeScope();
        var x = full([3, 8, 8], 0.5);
        var attacked = Attack(x, new ShadowOptions { Steps = 5, Copies = 16, Targets = TargetPlan.Strongest(1) }, new Rng(2));
        var delta = attacked - x;
        Assert.True((delta.select(0, 0) - delta.select(0, 1)).abs().max().ToDouble() < 1e-6);
        Assert.True(delta.abs().max().ToDouble() > 1e-3);
        // On the 8-bit grid: what is stored as a picture is what is certified.
        var grid = attacked * 255;
        Assert.True((grid - grid.round()).abs().max().ToDouble() < 1e-4);
        Assert.InRange(attacked.min().ToDouble(), 0, 1);
        Assert.InRange(attacked.max().ToDouble(), 0, 1);
    }

    [Fact]
    public void Perturb_RaisesEquationTwo()
    {
        using var scope = NewDisposeScope();
        var values = new List<double>();
        Attack(full([3, 8, 8], 0.5), new ShadowOptions { Steps = 40, Copies = 32, Targets = TargetPlan.Strongest(1) }, new Rng(2),
            (_, at) => values.Add(at.Values.ToDouble()));
        Assert.Equal(40, values.Count);
        Assert.True(values[^1] > values[0], $"from {values[0]} to {values[^1]}");
    }

    [Fact]
    public void Perturb_SameSeed_SameImage()
    {
        using var scope = NewDisposeScope();
        Tensor Once(ulong seed) => Attack(full([3, 8, 8], 0.5),
            new ShadowOptions { Steps = 3, Copies = 8, FreshNoise = true, Targets = TargetPlan.Strongest(1) }, new Rng(seed));
        Assert.True(Once(7).Equals(Once(7)));
        Assert.False(Once(7).Equals(Once(8)));
    }

    [Fact]
    public void Search_HalfSpace_SpoofsAndNeverContradicts()
    {
        // The smoothed half-space has exact radii: any spoof must lie beyond the plane, so balls of the two classes never
        // overlap.
        using var scope = NewDisposeScope();
        var weights = Enumerable.Repeat(1 / 8f, 64).ToArray();
        var plane = FunctionClassifier.HalfSpace(weights, 64 / 16f);
        var half = new FunctionClassifier(new ImageShape(1, 8, 8), 2, x => plane.Logits(x.reshape(-1, 1, 1, 64)) * 4);
        var smoothing = new SmoothingOptions { Sigma = 0.5, N = 1000 };
        var options = new ShadowOptions { Steps = 60, Copies = 16, StepSize = 0.3, LambdaTv = 0.01, LambdaColor = 0.01 };
        var x = full([1, 8, 8], 0.45);
        var spoof = Assert.Single(new SpoofSearch(new DifferentiableSmoothing(half, smoothing, options), options.Course(2))
            .Run([new Original(x, 0, 0)], new Rng(3)));
        Assert.Equal(0, spoof.Natural.Class);
        Assert.Equal(1, spoof.Target);
        Assert.Equal(1, spoof.Final.Class);
        Assert.True(spoof.Distances.L2 >= spoof.Natural.Radius + spoof.Final.Radius,
            $"{spoof.Distances.L2} is less than {spoof.Natural.Radius} + {spoof.Final.Radius}");
        Assert.Equal(0, spoof.Distances.Dissim);
    }

    [Fact]
    public void Search_ACandidateCertifiedForItsOwnLabel_IsNotPreferredToASpoof()
    {
        // The ascent towards class 1, which is nowhere, ends deep in class 0: all votes, the largest radius there is. Class 2 is
        // a slab of means from 0.55 to 0.62, which noise of deviation 0.25 / 8 leaves a quarter of the time: certified, but with
        // a small radius.
        using var scope = NewDisposeScope();
        var classes = new FunctionClassifier(new ImageShape(1, 8, 8), 3, x =>
        {
            var mean = x.flatten(1).mean([1]);
            var slab = (0.035 - (mean - 0.585).abs()) * 64;
            return stack([-slab, mean * -200 - 1000, slab], 1);
        });
        var options = new ShadowOptions
        {
            Steps = 60,
            Copies = 16,
            FreshNoise = true,
            StepSize = 0.005,
            LambdaTv = 0.01,
            LambdaColor = 0.01
        };
        var certifier = new DifferentiableSmoothing(classes, new SmoothingOptions { Sigma = 0.25, N = 1000 }, options);
        var spoof = Assert.Single(new SpoofSearch(certifier, options.Course(certifier.Classes))
            .Run([new Original(full([1, 8, 8], 0.5), 0, 0)], new Rng(3)));
        Assert.InRange(spoof.Final.Radius, 0.01, 0.3);
        Assert.Equal(2, spoof.Target);
        Assert.Equal(2, spoof.Final.Class);
    }

    /// <summary>Of three wrong classes only one can be reached: the screening finds it, and nothing is spent on the others
    /// afterwards.</summary>
    [Fact]
    public void Search_Halving_EndsWithTheClassThatCanBeReached_AndCountsEachPass()
    {
        using var scope = NewDisposeScope();
        var classes = new FunctionClassifier(new ImageShape(1, 8, 8), 4, x =>
        {
            var mean = (x.flatten(1).mean([1]) - 0.55) * 64;
            return stack([-mean, mean * 0 - 1000, mean, mean * 0 - 1000], 1);
        });
        var options = ShadowOptions.Cpu with
        {
            Targets = TargetPlan.All,
            Halvings = 1,
            Steps = 30,
            Copies = 16,
            StepSize = 0.05,
            LambdaTv = 0.01,
            LambdaColor = 0.01
        };
        var traced = new List<TraceStep>();
        var certifier = new DifferentiableSmoothing(classes, new SmoothingOptions { Sigma = 0.25, N = 1000 }, options);
        var search = new SpoofSearch(certifier, options.Course(4)) { Trace = traced.Add };
        Original[] originals = [new(full([1, 8, 8], 0.5), 0, 3), new(full([1, 8, 8], 0.45), 0, 9)];
        var found = search.Run(originals, new Rng(3));
        Assert.All(found, spoof => Assert.Equal((2, 2), (spoof.Target, spoof.Final.Class)));
        // 3 targets of 10 steps of 4 copies, then 1 of 20 of 16.
        Assert.All(found, spoof => Assert.Equal(3 * 10 * 4 + 20 * 16, spoof.Passes));
        Assert.Equal(2 * (3 * 10 + 20), traced.Count);
        Assert.Equal(Enumerable.Range(0, 30), traced.Where(t => t is { Image: 9, Target: 2 }).Select(t => t.Step));
        Assert.True(traced.Last(t => t.Image == 3).Terms is { Estimate: > 0.1, Tv: > 0, Color: > 0, Dissim: 0 });
        // Images do not see each other.
        var alone = Assert.Single(search.Run([originals[1]], new Rng(3)));
        Assert.True(alone.Image.Equals(found[1].Image));
        Assert.Equal((Votes)alone.Final.Evidence, (Votes)found[1].Final.Evidence);
    }

    [Fact]
    public void Search_StopRadius_EndsTheAscentEarly()
    {
        using var scope = NewDisposeScope();
        var plane = new FunctionClassifier(Shape, 2, x => stack([x.flatten(1).mean([1]) * -64 + 34,
            x.flatten(1).mean([1]) * 64 - 34], 1));
        var options = ShadowOptions.Cpu with { Steps = 60, Copies = 16, LambdaTv = 0.01, LambdaColor = 0.01, StopRadius = 0.2 };
        var spoof = Search(full([3, 8, 8], 0.5), options, new Rng(3), classifier: plane);
        Assert.Equal(1, spoof.Final.Class);
        Assert.InRange(spoof.Passes, 16, 59 * 16);
    }

    [Fact]
    public void Search_Abstention_LeavesNothingToCertify()
    {
        using var scope = NewDisposeScope();
        var plane = new FunctionClassifier(Shape, 2, x => stack([x.flatten(1).mean([1]) * -400 + 212,
            x.flatten(1).mean([1]) * 400 - 212], 1));
        var options = ShadowPresets.Abstention with { Steps = 120, StepSize = 0.02, Copies = 32 };
        var spoof = Search(full([3, 8, 8], 0.5), options, new Rng(3), classifier: plane);
        Assert.Equal(0, spoof.Natural.Class);
        Assert.Null(spoof.Final.Class);
        Assert.InRange(spoof.Distances.L2, 0.1, 2);
    }

    [Fact]
    public void Search_FinalCertificate_UsesNoiseOfItsOwn()
    {
        using var scope = NewDisposeScope();
        var options = new ShadowOptions { Steps = 1, Copies = 8, Targets = TargetPlan.Strongest(1) };
        var smoothing = new SmoothingOptions { Sigma = 0.25, N0 = 100, N = 200 };
        var spoof = Assert.Single(new SpoofSearch(new DifferentiableSmoothing(Network(), smoothing, options), options.Course(4))
            .Run([new Original(full([3, 8, 8], 0.5), 0, 0)], new Rng(3)));
        var again = new Smoothing(Network(), smoothing).Certify(spoof.Image, 0, new Rng(3).Derive("final"));
        Assert.Equal((Votes)again.Evidence, (Votes)spoof.Final.Evidence);
    }

    [Fact]
    public void Validate_NamesWhatIsWrong()
    {
        Assert.Contains("channels", Assert.Single(new ShadowOptions { Channels = 2 }.Validate()));
        Assert.Contains("lambda-tv", Assert.Single(new ShadowOptions { LambdaTv = double.NaN }.Validate()));
        Assert.Null(TargetPlan.Parse("0"));
        Assert.Empty(ShadowOptions.Paper.Validate().Concat(ShadowOptions.Cpu.Validate()));
    }

    private static Tensor Attack(Tensor x, ShadowOptions options, Rng rng, Action<int, Objective>? observe = null,
        IClassifier? classifier = null) => Search(x, options, rng, observe, classifier).Image;

    internal static Spoof Search(Tensor x, ShadowOptions options, Rng rng, Action<int, Objective>? observe = null,
        IClassifier? classifier = null)
    {
        var certifier = new DifferentiableSmoothing(classifier ?? Network(), new SmoothingOptions { Sigma = 0.25, N = 100 },
            options);
        return Assert.Single(new SpoofSearch(certifier, options.Course(certifier.Classes)) { Observe = observe }
            .Run([new Original(x, 0, 0)], rng));
    }

    private static GraphClassifier Network() =>
        new(Architecture.Build(new ArchitectureSpec("cnn-small", Shape, 4, null), new Initializer(new Rng(1))));

    private static Tensor Noise(long[] shape)
    {
        var values = new float[shape.Aggregate((a, b) => a * b)];
        GaussianNoise.Fill(values, new Rng(3), new NoiseAddress(NoiseStream.Start, 0, 0));
        return tensor(values, shape);
    }
}
