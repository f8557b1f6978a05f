using Audit.Bounds;
using Audit.Certify;
using Audit.Datasets;
using Audit.Defences;
using Audit.Networks;
using Audit.Networks.Architectures;
using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Shadow;
using Audit.Train;
using static TorchSharp.torch;

namespace Audit.Tests.Laws;

/// <summary>A public operation leaves no tensor alive but its result.</summary>
[Collection(SerialCollection.Name)]
public class NoTensorsLeftTests
{
    [Fact]
    public void CertifyPredictAndAttack_LeaveNoTensorsBehind()
    {
        var spec = new ArchitectureSpec("cnn-small", new ImageShape(3, 8, 8), 4, null);
        var classifier = new GraphClassifier(Architecture.Build(spec, new Initializer(new Rng(1))));
        using var x = full([3, 8, 8], 0.5);
        var smoothing = new Smoothing(classifier, new SmoothingOptions { Sigma = 0.25, N = 100 });
        long before = LiveTensors.Settled();
        Spoof(classifier, x);
        smoothing.Certify(x, 0, new Rng(2));
        smoothing.Predict(x, 0, 100, new Rng(2));
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static void Spoof(IClassifier classifier, Tensor x)
    {
        var options = new ShadowOptions { Steps = 3, Copies = 80, Targets = TargetPlan.Strongest(1) };
        var certifier = new DifferentiableSmoothing(classifier, new SmoothingOptions { Sigma = 0.25, N = 100 }, options);
        Assert.Single(new SpoofSearch(certifier, options.Course(certifier.Classes)).Run([new Original(x, 0, 0)], new Rng(2)))
            .Image.Dispose();
    }

    [EngineFact]
    public void CompiledEngine_LeavesNoTensorsBehind()
    {
        var spec = new ArchitectureSpec("cnn-small", new ImageShape(3, 8, 8), 4, null);
        var graph = Architecture.Build(spec, new Initializer(new Rng(1)));
        using var x = full([3, 8, 8], 0.5);
        using var batch = x.unsqueeze(0);
        var classifier = CompiledClassifier.TryCreate(graph, Precision.Float32, out _)!;
        void Use()
        {
            classifier.Logits(batch).Dispose();
            Spoof(classifier, x);
            new Smoothing(classifier, new SmoothingOptions { Sigma = 0.25, N = 100 }).Certify(x, 0, new Rng(2));
            new MixedSmoothing(classifier, classifier, new SmoothingOptions { Sigma = 0.25, N = 100 }, 50)
                .Certify(x, 0, new Rng(2));
        }
        Use();
        long before = LiveTensors.Settled();
        Use();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Defences_LeaveNoTensorsBehind()
    {
        var spec = new ArchitectureSpec("cnn-small", new ImageShape(3, 8, 8), 4, null);
        var network = new GraphClassifier(Architecture.Build(spec, new Initializer(new Rng(1))));
        using var x = full([2, 3, 8, 8], 0.5);
        foreach (var kind in DefenceKind.Known)
        {
            var defended = (DefendedClassifier)Defended.Wrap(network, [DefenceSpec.Parse(kind.Usage)], new Rng(1));
            foreach (var classifier in (IClassifier[])[defended, defended.Surrogate])
            {
                classifier.Logits(x).Dispose();
                long before = LiveTensors.Settled();
                classifier.Logits(x).Dispose();
                Assert.True(before == Tensor.TotalCount, $"{kind.Name} leaves {Tensor.TotalCount - before} tensors");
            }
        }
    }

    [Fact]
    public void Recipes_LeaveNoTensorsBehind()
    {
        var spec = new ArchitectureSpec("conv 4 3x3 s2 p1; relu; flatten; fc 4", new ImageShape(3, 8, 8), 4, null);
        var teacher = new GraphClassifier(Architecture.Build(spec, new Initializer(new Rng(1))));
        var data = new ImageSet("grey", Split.Train, 3, 8, 8, ["a", "b", "c", "d"],
            [.. Enumerable.Range(0, 16).Select(k => k % 4)], new byte[16 * 192]);
        foreach (string recipe in Recipes.Names)
        {
            var graph = Architecture.Build(spec, new Initializer(new Rng(1)));
            var options = Recipes.Defaults(recipe) with { Epsilon = 0.1, Epochs = 3, BatchSize = 8, Crop = 1, Teacher = "" };
            using var trainer = new Trainer(graph, data, options, teacher);
            trainer.Run(2, _ => { }, _ => { }, default);
            long before = LiveTensors.Settled();
            trainer.Run(2, _ => { }, _ => { }, default);
            Assert.True(before == Tensor.TotalCount, $"{recipe} leaves {Tensor.TotalCount - before} tensors");
        }
    }

    [Theory]
    [InlineData(BoundMethod.Ibp, Norm.Linf, BoundArithmetic.Float32)]
    [InlineData(BoundMethod.FastLin, Norm.L2, BoundArithmetic.Float64)]
    [InlineData(BoundMethod.Crown, Norm.L2, BoundArithmetic.Sound)]
    [InlineData(BoundMethod.AlphaCrown, Norm.Linf, BoundArithmetic.Sound)]
    public void BoundsOfAnyKind_LeaveNoTensorsBehind(BoundMethod method, Norm norm, BoundArithmetic arithmetic)
    {
        var certifier = new BoundCertifier(BoundNets.Residual(),
            new BoundOptions { Method = method, Norm = norm, Epsilon = 0.05, Arithmetic = arithmetic, AlphaSteps = 3 });
        using var x = full([2, 1, 6, 6], 0.5);
        certifier.Certify(x);
        long before = LiveTensors.Settled();
        certifier.Certify(x);
        Assert.Equal(before, Tensor.TotalCount);
    }
}
