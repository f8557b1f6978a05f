using Audit.Datasets;
using Audit.Formats;
using Audit.Import;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Train;
using static TorchSharp.torch;

namespace Audit.Tests.Train;

public class TrainingTests
{
    private static readonly ImageSet Data = Stripes(64);
    private static readonly ArchitectureSpec Spec = new("cnn-small", new ImageShape(3, 8, 8), 2,
        new Normalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]));
    private static readonly TrainOptions Options = new()
    {
        Epochs = 3,
        BatchSize = 16,
        Crop = 1,
        Sigma = 0.1,
        LearningRate = 0.05
    };

    [Fact]
    public void Step_TwoSteps_AreNesterovsByHand()
    {
        // w = 1, g = 1 twice, momentum 0.5, decay 0.1 (two dimensions), rate 0.1.
        // step 1: g = 1.1, v = 1.1, w = 1 - 0.1 (1.1 + 0.55) = 0.835; step 2: g = 1.0835, v = 0.55 + 1.0835 = 1.6335, w = 0.835 -
        // 0.1 (1.0835 + 0.81675).
        using var scope = NewDisposeScope();
        var w = ones([1, 1], float64);
        using var sgd = new Sgd([("w", w)], 0.5, 0.1);
        sgd.Step([ones([1, 1], float64)], 0.1, 0);
        Assert.Equal(0.835, w.ToDouble(), 12);
        sgd.Step([ones([1, 1], float64)], 0.1, 0);
        Assert.Equal(0.835 - 0.1 * (1.0835 + 0.81675), w.ToDouble(), 12);
    }

    [Fact]
    public void Schedule_RisesToThePeakAndFallsToZero()
    {
        Assert.Equal(0, LearningRate.At(0, 100_000, 0.2, 0.1), 4);
        Assert.Equal(0.2, LearningRate.At(10_000, 100_000, 0.2, 0.1), 6);
        Assert.Equal(0.1, LearningRate.At(55_000, 100_000, 0.2, 0.1), 4);
        Assert.Equal(0, LearningRate.At(99_999, 100_000, 0.2, 0.1), 6);
    }

    [Fact]
    public void Batch_WithoutNoiseAndAugmentation_IsTheImagesInOrder()
    {
        using var scope = NewDisposeScope();
        var batches = new Batches(Data, Options with { Sigma = 0, Crop = 0, Flip = false });
        int[] order = batches.Order(0);
        Assert.Equal(Enumerable.Range(0, 64), order.Order());
        var (images, labels) = batches.Batch(0, order, 1);
        Assert.Equal([16, 3, 8, 8], images.shape);
        for (int k = 0; k < 16; k++)
        {
            var expected = new float[3 * 64];
            Data.CopyTo(order[16 + k], expected);
            Assert.Equal(expected, images.select(0, k).contiguous().data<float>().ToArray());
            Assert.Equal(Data.Label(order[16 + k]), labels[k].ToInt64());
        }
    }

    [Fact]
    public void Batch_Noise_IsFreshEachEpochAndHasTheSigmaAskedFor()
    {
        using var scope = NewDisposeScope();
        var options = Options with { Sigma = 0.3, Crop = 0, Flip = false, BatchSize = 64 };
        var batches = new Batches(Data, options);
        var clean = new Batches(Data, options with { Sigma = 0 });
        int[] order = batches.Order(0);
        Tensor Noise(int epoch) => batches.Batch(epoch, order, 0).Images - clean.Batch(epoch, order, 0).Images;
        var (first, second) = (Noise(0), Noise(1));
        Assert.Equal(0.3, first.square().mean().sqrt().ToDouble(), 0.01);
        Assert.InRange((first * second).mean().ToDouble(), -0.004, 0.004);
        Assert.True(Noise(0).Equals(first));
    }

    [Fact]
    public void Batch_CropAndFlip_AreShiftsAndMirrors()
    {
        using var scope = NewDisposeScope();
        var options = Options with { Sigma = 0, Crop = 1, Flip = true, BatchSize = 64 };
        var batches = new Batches(Data, options);
        int[] order = [.. Enumerable.Range(0, 64)];
        var (images, _) = batches.Batch(2, order, 0);
        var seen = new HashSet<(int, int, bool)>();
        for (int k = 0; k < 64; k++)
        {
            var original = new float[3 * 64];
            Data.CopyTo(k, original);
            var source = tensor(original, [3, 8, 8]);
            var shown = images.select(0, k).contiguous();
            var matches = Augmentations.Where(a => Shifted(source, a.Dy, a.Dx, a.Flip).Equals(shown));
            seen.Add(Assert.Single(matches));
        }
        Assert.True(seen.Count >= 15, $"only {seen.Count} of 18 augmentations were seen in 64 images");
    }

    [Theory]
    [InlineData(TrainPrecision.Float32)]
    [InlineData(TrainPrecision.BFloat16)]
    public void Run_SeparableData_LearnsIt(TrainPrecision precision)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Epochs = 12, Precision = precision };
        using var session = TrainingSession.Open(folder.At("m.safetensors"), Spec, options, Data, discard: false);
        session.Run(_ => { }, default);
        var classifier = new GraphClassifier(session.Graph);
        Assert.InRange(Accuracy.Count(classifier, Data), 61, 64);
        Assert.InRange(Accuracy.CountUnderNoise(classifier, Data, new GaussianL2(0.1), new Rng(0)), 61, 64);
        Assert.True(File.Exists(folder.At("m.safetensors")));
        Assert.False(File.Exists(folder.At("m.safetensors.partial")));
    }

    public static readonly TheoryData<string> AllRecipes = [.. Recipes.Names];

    [Theory]
    [MemberData(nameof(AllRecipes))]
    public void Run_EveryRecipe_LearnsSeparableData(string recipe)
    {
        using var folder = new TemporaryFolder();
        var usual = Recipes.Defaults(recipe);
        var options = usual with
        {
            Epsilon = 0.05,
            Epochs = 12,
            BatchSize = 16,
            Crop = 0,
            Sigma = Math.Min(usual.Sigma, 0.1),
            InnerSteps = Math.Min(usual.InnerSteps, 2),
            LearningRate = usual.Optimizer == OptimizerKind.Adam ? 0.005 : 0.05,
            Temperature = Math.Min(usual.Temperature, 5),
            Teacher = "",
            Bounds = usual.Bounds is null ? null : usual.Bounds with { RampStart = 2, RampEpochs = 6 },
        };
        var teacher = new FunctionClassifier(Spec.Input, 2, x => stack([Contrast(x, 2), Contrast(x, 3)], 1) * 100);
        var spec = options.Bounds is null ? Spec : Spec with { Name = "conv 8 3x3 s2 p1; relu; flatten; fc 2" };
        double? verified = null;
        using var session = TrainingSession.Open(folder.At("m.safetensors"), spec, options, Data, discard: false, teacher);
        session.Run(p => verified = p.Verified, default);
        Assert.InRange(Accuracy.Count(new GraphClassifier(session.Graph), Data), 58, 64);
        Assert.Equal(options.Bounds is not null, verified is not null);
        if (options.Bounds is not null)
        {
            long count = VerifiedAccuracy.Count(session.Graph, Data, options.Epsilon, crown: recipe == Recipes.CrownIbp);
            Assert.InRange(count, 50, 64);
            Assert.InRange(VerifiedAccuracy.Count(session.Graph, Data, 0, crown: false), count, 64);
        }

        // Stripes across (class 0) differ from row to row, stripes down from column to column.
        static Tensor Contrast(Tensor x, int dim) => (x.narrow(dim, 1, 7) - x.narrow(dim, 0, 7)).abs().mean([1, 2, 3]);
    }

    [Theory]
    [InlineData(Recipes.Gaussian)]
    [InlineData(Recipes.Pgd)]
    [InlineData(Recipes.Ibp)]
    public void Run_StoppedAndContinued_GivesTheSameWeights(string recipe)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Recipe = recipe, Epsilon = 0.02, InnerSteps = 2 };
        if (Recipes.Defaults(recipe).Bounds is { } bounds)
            options = options with { Bounds = bounds, Optimizer = OptimizerKind.Adam, LearningRate = 0.001 };
        string Train(string name, int stopAt)
        {
            string path = folder.At(name);
            for (int attempt = 0; !File.Exists(path); attempt++)
            {
                using var stop = new CancellationTokenSource();
                using var session = TrainingSession.Open(path, Spec, options, Data, discard: false);
                try
                {
                    session.Run(p =>
                    {
                        if (attempt == 0 && p.Step == stopAt)
                            stop.Cancel();
                    }, stop.Token);
                }
                catch (OperationCanceledException)
                {
                    Assert.True(File.Exists(path + ".partial"));
                }
            }
            return path;
        }
        Assert.Equal(File.ReadAllBytes(Train("whole", int.MaxValue)), File.ReadAllBytes(Train("stopped", 6)));
    }

    [Fact]
    public void Open_PartialOfAnotherRun_IsRefusedUnlessDiscarded()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("m");
        using (var stop = new CancellationTokenSource())
        using (var session = TrainingSession.Open(path, Spec, Options, Data, discard: false))
        {
            Assert.Throws<OperationCanceledException>(() => session.Run(p =>
            {
                if (p.Step == 5)
                    stop.Cancel();
            }, stop.Token));
        }
        var other = Options with { Sigma = 0.2 };
        Assert.Contains("another training run", Assert.Throws<ModelFormatException>(() =>
            TrainingSession.Open(path, Spec, other, Data, discard: false)).Message);
        TrainingSession.Open(path, Spec, other, Data, discard: true).Dispose();
    }

    [Fact]
    public void Validate_NamesWhatIsWrong()
    {
        Assert.Empty(new TrainOptions().Validate());
        Assert.Contains("sigma", Assert.Single(new TrainOptions { Sigma = double.NaN }.Validate()));
        Assert.Contains("epochs", Assert.Single(new TrainOptions { Epochs = 0 }.Validate()));
    }

    [Fact]
    public void Initializer_SameSeed_SameWeightsWithTheSpreadOfHe()
    {
        using var scope = NewDisposeScope();
        Tensor Weight(ulong seed) => new Initializer(new Rng(seed))
            .Get("layer.weight", [64, 32, 3, 3], new ParameterRole.ConvWeight(288, 576));
        Assert.True(Weight(1).Equals(Weight(1)));
        Assert.False(Weight(1).Equals(Weight(2)));
        Assert.Equal(Math.Sqrt(2 / 576.0), Weight(1).square().mean().sqrt().ToDouble(), 0.002);
    }

    private static IEnumerable<(int Dy, int Dx, bool Flip)> Augmentations =>
        from dy in Enumerable.Range(-1, 3)
        from dx in Enumerable.Range(-1, 3)
        from flip in new[] { false, true }
        select (dy, dx,
            flip);

    private static Tensor Shifted(Tensor image, int dy, int dx, bool flip)
    {
        // As training sees it: position (y, x) shows the padded image at (y + dy, mirror(x) + dx).
        var padded = nn.functional.pad(image, [1, 1, 1, 1]);
        var crop = padded.narrow(1, 1 + dy, 8).narrow(2, 1 + dx, 8);
        return (flip ? crop.flip(2) : crop).contiguous();
    }

    /// <summary>Two classes of 8x8 images: horizontal and vertical stripes, each with a mark of its own.</summary>
    [TmpfsFact]
    public void Open_DiskTooSmallForTheCheckpoints_SaysSoBeforeTheFirstStepAndLeavesNothing()
    {
        using var disk = new SmallDisk(kibibytes: 16);
        var error = Assert.Throws<IOException>(() => TrainingSession.Open(disk.At("new/m.safetensors"), Spec, Options, Data,
            discard: false));
        Assert.Contains("has no room for the checkpoints of m.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    private static ImageSet Stripes(int count)
    {
        var pixels = new byte[count * 3 * 64];
        for (int k = 0; k < count; k++)
        {
            for (int j = 0; j < 192; j++)
            {
                int y = j % 64 / 8, x = j % 8;
                bool light = (k % 2 == 0 ? y : x) % 4 < 2;
                pixels[k * 192 + j] = (byte)(light ? 200 + (j * 7 + k * 3) % 50 : 20 + (j * 5 + k * 11) % 50);
            }
        }
        return new ImageSet("stripes", Split.Train, 3, 8, 8, ["across", "down"],
            [.. Enumerable.Range(0, count).Select(k => k % 2)], pixels);
    }
}
