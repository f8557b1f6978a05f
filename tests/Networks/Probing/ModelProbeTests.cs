using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Networks.Probing;
using Audit.Noise;
using Audit.Tests.Networks.Engine;
using static TorchSharp.torch;

namespace Audit.Tests.Networks.Probing;

/// <summary>Every planted liar is found and named for what it does; honest models are left alone.</summary>
public class ModelProbeTests
{
    public static TheoryData<string, Trait> Liars() => new()
    {
        { "counter", Trait.ChangesBetweenCalls },
        { "counter of five calls", Trait.ChangesBetweenCalls },
        { "switch after three calls", Trait.ChangesBetweenCalls },
        { "clock", Trait.ChangesBetweenCalls },
        { "counter of images", Trait.DrawsRandomNumbers },
        { "NaN after four calls", Trait.ChangesBetweenCalls },
        { "position", Trait.DependsOnPosition },
        { "one position", Trait.DependsOnPosition },
        { "position, for other images", Trait.DependsOnPosition },
        { "hidden in rounding", Trait.DependsOnPosition },
        { "size", Trait.DependsOnBatchSize },
        { "fails alone", Trait.DependsOnBatchSize },
        { "batch statistics", Trait.DependsOnNeighbours },
        { "first image", Trait.DependsOnNeighbours },
        { "dropout", Trait.DrawsRandomNumbers },
        { "NaN now and then", Trait.DrawsRandomNumbers },
        { "blind", Trait.GivesNonFinite },
    };

    private static IClassifier Planted(string kind, double first) => kind switch
    {
        "counter" => Liar.Counter(),
        "counter of five calls" => Liar.Counter(every: 5),
        "switch after three calls" => Liar.Waits(3),
        // The next call must come within another span of the clock.
        "clock" => Liar.Clock(milliseconds: 0.0137),
        "counter of images" => Liar.CountsImages(),
        "NaN after four calls" => Liar.GoesBlind(4),
        "position" => Liar.Position(),
        "one position" => Liar.OnePosition(37),
        "position, for other images" => Liar.PositionWhere(x => x.sum([1, 2, 3]).ne(first)),
        "hidden in rounding" => Liar.HiddenInRounding(),
        "size" => Liar.Size(),
        "fails alone" => Liar.Of(x => x.size(0) == 1 ? throw new ArgumentException("expected more than 1 value per channel")
            : Liar.Honest(x)),
        "batch statistics" => Liar.BatchStatistics(),
        "first image" => Liar.FirstImage(),
        "dropout" => Liar.Dropout(),
        "NaN now and then" => Liar.SometimesNaN(),
        _ => Liar.Blind(),
    };

    /// <summary>What lies in every seventh, or every twentieth, call is honest in most of the batches; repeats find it.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(20)]
    public void Run_BlackBoxThatLiesNowAndThen_IsFoundByRepeats(int every)
    {
        using var scope = NewDisposeScope();
        var x = Pictures.Noisy(Liar.Shape, 16);
        int calls = 3;
        var liar = Liar.Of(at => ++calls % every == 0 ? Liar.Preferring(at, _ => 3) : Liar.Honest(at));
        Assert.Equal([Trait.ChangesBetweenCalls],
            ModelProbe.Run(liar, x, ProbeOptions.Default.ForBlackBox).Findings.Select(f => f.Trait));
        Assert.Empty(ModelProbe.Run(Liar.Of(Liar.Honest), x, ProbeOptions.Default.ForBlackBox).Findings);
    }

    [Theory]
    [MemberData(nameof(Liars))]
    public void Run_Liar_IsNamed(string kind, Trait trait)
    {
        using var scope = NewDisposeScope();
        var x = Pictures.Noisy(Liar.Shape, ModelProbe.Batch);
        var report = ModelProbe.Run(Planted(kind, x.sum([1, 2, 3])[0].ToDouble()), x);
        Assert.True(report.Findings.Any(f => f.Trait == trait), $"{kind}: {report.Problem()}");
        // One lie, one name; NaN may come with it.
        Assert.Equal([trait], report.Findings.Select(f => f.Trait).Where(t => t != Trait.GivesNonFinite || t == trait));
        Assert.Equal(trait == Trait.GivesNonFinite, report.IsFunction);
        Assert.DoesNotContain('\n', report.Problem()!);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("label only")]
    [InlineData("steps")]
    [InlineData("other order")]
    public void Run_HonestModel_HasNoFinding(string kind)
    {
        using var scope = NewDisposeScope();
        var model = kind switch
        {
            "linear" => Liar.Of(Liar.Honest),
            "label only" => Liar.LabelOnly(),
            "steps" => Liar.Steps(),
            _ => Liar.OtherOrder()
        };
        var report = ModelProbe.Run(model, Pictures.Noisy(Liar.Shape, ModelProbe.Batch));
        Assert.Null(report.Problem());
        Assert.InRange(report.Largest, 0, 1e-5);
        Assert.InRange(report.Images, 6 * ModelProbe.Batch, 8 * ModelProbe.Batch);
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Bfloat16)]
    public void Run_RealNetwork_HasNoFinding(Precision precision)
    {
        using var scope = NewDisposeScope();
        var graph = EngineNetworks.Known("cifar-resnet20");
        var x = Pictures.Noisy(graph.InputShape, 16);
        Assert.Null(ModelProbe.Run(new GraphClassifier(graph, CPU, precision), x, ProbeOptions.For(precision)).Problem());
        if (Audit.Networks.Engine.CompiledClassifier.TryCreate(graph, precision, out _) is { } compiled)
            Assert.Equal((null, 0), (ModelProbe.Run(compiled, x).Problem(), ModelProbe.Run(compiled, x).Largest));
    }

    /// <summary>An honest model at a step: rounding in batches of another size turns one answer, and pixels that differ by 1e-6
    /// do so too.</summary>
    [Fact]
    public void Run_StepThatRoundingCrosses_IsANearTie()
    {
        using var scope = NewDisposeScope();
        var x = Pictures.Noisy(Liar.Shape, ModelProbe.Batch);
        // The step lies exactly at the second image's sum; a batch of another size sums to a little less.
        double step = x[1].sum().ToDouble();
        var model = Liar.Of(z => Liar.Honest(z) + 50 * (z.sum([1, 2, 3]) * (z.size(0) == 33 ? 1 - 1e-6 : 1)).ge(step).unsqueeze(1)
            .to(float32) * arange(10, float32));
        var report = ModelProbe.Run(model, x);
        Assert.Equal((null, 1), (report.Problem(), report.NearTies));
    }

    [Theory]
    [InlineData(1f, 2f, 0.0)]
    [InlineData(1f, float.NaN, double.PositiveInfinity)]
    [InlineData(float.NaN, 1f, double.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, 1f, double.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN, 0.0)]
    public void Distance_ALogitThatIsNotFinite_IsAsFarAsCanBe_UnlessBothHaveOne(float first, float second, double expected)
    {
        float[] a = [first, 3], b = [second, 3];
        Assert.Equal(expected == 0 && float.IsFinite(first) ? 1.0 : expected, Answers.Distance(a, b));
    }

    [Fact]
    public void Explains_AnswerThatComesBackWithoutAnyChange_IsNoTie()
    {
        using var scope = NewDisposeScope();
        var x = Pictures.Noisy(Liar.Shape, 2);
        // The image as it is, and all images around it, give what is to be explained: the model itself has changed.
        Assert.False(NearTie.Explains(Liar.Of(Liar.Honest), x, 0, _ => true));
        // Only images around it do.
        int looks = 0;
        Assert.True(NearTie.Explains(Liar.Of(Liar.Honest), x, 0, _ => looks++ > 0));
        Assert.False(NearTie.Explains(Liar.Of(Liar.Honest), x, 0, _ => false));
    }

    [Fact]
    public void Run_ModelThatDeclaresItsDraws_IsAFunctionOfTheImage()
    {
        using var scope = NewDisposeScope();
        var model = new NoisyClassifier(Liar.Of(Liar.Honest), new GaussianSampler(0.5f), new Rng(1));
        Assert.Null(ModelProbe.Run(model, Pictures.Noisy(Liar.Shape, ModelProbe.Batch)).Problem());
    }
}
