using Audit.Attacks.Diagnosis;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Items;
using static TorchSharp.torch;
using Probed = Audit.Records.Items.Trial;

namespace Audit.Tests.Attacks.Diagnosis;

/// <summary>Examinations of a linear model, where every outcome is known.</summary>
public class ExaminationTests
{
    /// <summary>Class 1 where x0 + x1 > 1. In Linf, an image falls exactly where its distance |x0 + x1 - 1| / 2 is below
    /// epsilon.</summary>
    private static readonly FunctionClassifier Linear = FunctionClassifier.HalfSpace([1, 1], 1);

    private static readonly DiagnosisOptions Options = new() { Epsilon = 0.1, RandomTries = 50, Queries = 0 };

    [Fact]
    public void Trials_FoolExactlyTheImagesThatAreNearEnough()
    {
        double[] distances = [0.02, 0.04, 0.09, 0.11, 0.15, 0.3];
        var records = Examine(distances, Options);
        Assert.All(records, r => Assert.True(r.Correct));
        foreach (var (record, distance) in records.Zip(distances))
        {
            foreach (var trial in record.Trials.Where(t => t.Attack is Probed.Iterated or Probed.OnMargin or Probed.OneStep
                or Probed.Unbounded))
                Assert.True(trial.Fooled == distance < trial.Epsilon, $"{trial} at distance {distance}");
        }
        Assert.All(records, r => Assert.Equal(r.Trials[0].Fooled, !r.Trials.Any(t => t.Attack == Probed.RandomSearch)));
    }

    /// <summary>A network that rounds inside has no gradient; the standard trial through a surrogate finds what there
    /// is.</summary>
    [Fact]
    public void NetworkWithJumps_IsAttackedThroughASurrogate()
    {
        using var scope = NewDisposeScope();
        var graph = new Graph(
        [
            new Node("input", new Input(), []), new Node("scale", new Scale(tensor([10f])), [0]),
            new Node("round", new Round(), [1]), new Node("flatten", new Flatten(), [2]),
            new Node("fc", new Linear(tensor([0f, 0, 0.1f, 0.1f], [2, 2]), tensor([0f, -1])), [3]),
        ], new ImageShape(1, 1, 2), 2);
        // Rounded to 0.3 and 0.4, the sum is 0.3 below 1: in Linf it falls at 0.2, whatever the sub-steps.
        var record = Assert.Single(new Examination(new GraphClassifier(graph), Options with { Epsilon = 0.25 })
            .Run(tensor([0.3f, 0.4f], [1, 1, 1, 2]), [0], [0], new Rng(1)));
        Assert.True(record.Correct);
        Assert.False(record.Trials[0].Fooled);
        Assert.True(Assert.Single(record.Trials, t => t.Attack == Probed.WithSurrogate).Fooled);
    }

    [Fact]
    public void MisclassifiedImages_AreNotProbed()
    {
        using var scope = NewDisposeScope();
        var record = Assert.Single(new Examination(Linear, Options)
            .Run(tensor([0.2f, 0.2f], [1, 1, 1, 2]), [1], [0], new Rng(1)));
        Assert.False(record.Correct);
        Assert.Null(record.Gradient);
        Assert.Empty(record.Trials);
    }

    [Fact]
    public void SameQuestion_SameRecords()
    {
        var first = Examine([0.02, 0.3], Options);
        var second = Examine([0.02, 0.3], Options);
        Assert.Equal(first.Select(r => r.Gradient), second.Select(r => r.Gradient));
        Assert.Equal(first.SelectMany(r => r.Trials), second.SelectMany(r => r.Trials));
    }

    [Fact]
    public void Cancelled_StopsBetweenTwoAttacks()
    {
        using var scope = NewDisposeScope();
        using var stop = new CancellationTokenSource();
        int done = 0;
        Assert.Throws<OperationCanceledException>(() => new Examination(Linear, Options)
            .Run(tensor([0.2f, 0.2f], [1, 1, 1, 2]), [0], [0], new Rng(1), (k, _) =>
        {
            done = k;
            if (k == 3)
                stop.Cancel();
        }, stop.Token));
        Assert.Equal(3, done);
    }

    [Fact]
    public void Budgets_DoubleFromAQuarterUpToTheBox()
    {
        Assert.Equal([0.05, 0.1, 0.2, 0.4, 0.8, 1], (Options with { Epsilon = 0.2 }).Budgets(784).Select(e => Math.Round(e, 12)));
        Assert.Equal(28, (Options with { Norm = Norm.L2, Epsilon = 2 }).Budgets(784)[^1]);
        Assert.InRange((Options with { Epsilon = 1e-9 }).Budgets(784).Count, 10, 20);
    }

    [Theory]
    [InlineData("epsilon must be")]
    [InlineData("steps must be")]
    [InlineData("a diagnosis works in linf or l2, got l1")]
    [InlineData("--judge-samples must be 1, or ")]
    public void Validate_SaysWhatIsWrong(string expected) => Assert.Contains(new[]
    {
        Options with { Epsilon = double.NaN }, Options with { Steps = 3 }, Options with { Norm = Norm.L1 },
            Options with { JudgeSamples = 5 },
    }, o => o.Validate().Count() == 1 && o.Validate().Single().Contains(expected, StringComparison.Ordinal));

    private static DiagnosisRecord[] Examine(double[] distances, DiagnosisOptions options)
    {
        using var scope = NewDisposeScope();
        float[] pixels = [.. distances.SelectMany(d => new[] { (float)(0.5 - d), (float)(0.5 - d) })];
        return new Examination(Linear, options).Run(tensor(pixels, [distances.Length, 1, 1, 2]), [.. distances.Select(_ => 0)],
            [.. distances.Select((_, k) => (long)k)], new Rng(1));
    }
}
