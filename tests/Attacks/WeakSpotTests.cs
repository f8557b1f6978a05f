using Audit.Attacks;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>Where an attack used to give up, and so flattered the model.</summary>
public class WeakSpotTests
{
    /// <summary>Class 1 where the picture is bright on average: uniform noise never is.</summary>
    private static readonly FunctionClassifier Bright = new(new ImageShape(1, 4, 4), 2, x =>
        stack([zeros([x.size(0)]), (x.flatten(1).mean([1L]) - 0.9) * 10], 1));

    [Fact]
    public void HopSkipJump_NoiseIsOfTheLabel_StartsFromAnImageOfAnotherClass()
    {
        using var scope = NewDisposeScope();
        var x = cat([full([1, 1, 4, 4], 0.5), full([1, 1, 4, 4], 0.99)], 0);
        var result = new HopSkipJump(400).Run(Trial.Task(Bright, x, [0, 1], Norm.L2, double.PositiveInfinity));
        Assert.Equal([true, true], result.Found);
        // The nearest bright picture is 0.4 away in each of 16 pixels.
        Assert.InRange(BallAndBoxTests.Size(result.XAdv - x, Norm.L2)[0].ToDouble(), 1.6 * (1 - 1e-4), 1.6 * 1.05);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(150, 1)]
    [InlineData(150, 7)]
    public void HopSkipJump_NeverAsksMoreThanItMay(int queries, int draws)
    {
        using var scope = NewDisposeScope();
        var curved = Trial.Curved();
        IClassifier model = draws == 1 ? curved : new NoisyClassifier(curved, new GaussianSampler(0.05f), new Rng(3));
        var x = Trial.Images(4);
        var task = Trial.Task(model, x, Trial.Labels(curved, x), Norm.L2, double.PositiveInfinity, new OracleOptions
        {
            Access = Access.Label,
            Draws = draws,
        });
        new HopSkipJump(queries).Run(task);
        Assert.All(task.Oracle.Spent.Queries, spent => Assert.InRange(spent, 0, queries));
    }

    [Fact]
    public void CarliniWagner_BlackPicture_ReachesTheNearestPointOfThePlane()
    {
        using var scope = NewDisposeScope();
        // All pixels lie on the edge of the box: logits (0, x1 + ... + x8 - 2), distance 2 / sqrt(8).
        var plane = Trial.Linear(new float[,] { { 0, 0, 0, 0, 0, 0, 0, 0 }, { 1, 1, 1, 1, 1, 1, 1, 1 } }, [0, -2]);
        var x = zeros([1, 1, 1, 8]);
        var result = new CarliniWagner().Run(Trial.Task(plane, x, [0], Norm.L2, double.PositiveInfinity));
        Assert.True(result.Found[0]);
        double distance = 2 / Math.Sqrt(8);
        Assert.InRange(BallAndBoxTests.Size(result.XAdv - x, Norm.L2).ToDouble(), distance * (1 - 1e-4), distance * 1.02);
    }

    [Theory]
    [InlineData("apgd-t", 101)]
    [InlineData("fab-t", 100)]
    public void GivenTarget_IsNotSweptOver(string name, int passes)
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(3));
        long[] labels = Trial.Labels(model, x);
        var task = Trial.Task(model, x, labels, Norm.Linf, 1e-4, targets: [.. labels.Select(l => (l + 1) % 5)]);
        AttackCatalog.Create(new AttackOptions { Name = name }).Run(task);
        Assert.All(task.Oracle.Spent.GradientPasses, spent => Assert.Equal(passes, spent));
    }

    [Fact]
    public void NaNInTheBall_CountsAgainstTheModel()
    {
        using var scope = NewDisposeScope();
        // Honest below 0.55, no number above: log of a negative one.
        var model = new FunctionClassifier(new ImageShape(1, 1, 2), 2, x =>
            stack([x.flatten(1).sum(1) + 1, (0.55 - x.flatten(1).amax([1])).log() * 0.01], 1));
        var session = new AttackSession(model, new OracleOptions(), new JudgeOptions());
        var outcome = Assert.Single(session.Run(new RandomNoise(50), full([1, 1, 1, 2], 0.5), [0], [0], Norm.Linf, [0.1],
            new Rng(1)));
        Assert.True(outcome.CleanCorrect && !outcome.Robust && outcome.Ruling.Class is null, $"{outcome}");
        outcome.XAdv.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void EveryAttack_TakesModelsOfFewClasses(int classes)
    {
        using var scope = NewDisposeScope();
        var curved = Trial.Curved();
        var model = new FunctionClassifier(curved.InputShape, classes, x =>
            classes <= 5 ? curved.Logits(x).narrow(1, 0, classes) : cat([curved.Logits(x), curved.Logits(x).narrow(1, 0, 4) - 1],
                1));
        var x = Trial.Images(2);
        long[] labels = Trial.Labels(model, x);
        foreach (var known in AttackCatalog.Known)
        {
            string[] takes = [.. known.Settings];
            var attack = AttackCatalog.Create(new AttackOptions
            {
                Name = known.Name,
                Norm = known.Norms[0],
                Steps = takes.Contains("steps") ? 2 : null,
                Queries = takes.Contains("queries") ? 12 : null,
            });
            var result = attack.Run(Trial.Task(model, x, labels, known.Norms[0], 0.3));
            Assert.True(classes > 1 || !result.Found.Any(f => f), known.Name);
            Assert.True(result.XAdv.isfinite().all().ToBoolean(), known.Name);
        }
    }

    [Theory]
    [InlineData(Norm.L2)]
    [InlineData(Norm.L1)]
    public void SquareWindows_EtaIsTwoBumpsOfOppositeSign_OfNormOne(Norm norm)
    {
        float[] eta = new SquareWindows(norm).Eta(7);
        double size = norm == Norm.L2 ? Math.Sqrt(eta.Sum(e => (double)e * e)) : eta.Sum(e => Math.Abs((double)e));
        Assert.Equal(1, size, 1e-6);
        Assert.All(eta[..21], e => Assert.True(e > 0));
        Assert.All(eta[21..], e => Assert.True(e < 0));
        // Rings: the middle of the lower bump, (5, 3), is its largest; one ring further is 1 less.
        Assert.Equal(eta[21..].Min(), eta[(5 * 7) + 3]);
        double unit = eta[(5 * 7) + 3] / (1 + (1.0 / 4) + (1.0 / 9) + (1.0 / 16));
        Assert.Equal(unit * ((1.0 / 4) + (1.0 / 9) + (1.0 / 16)), eta[(4 * 7) + 3], 1e-6);
    }

    [Theory]
    [InlineData("standard", "apgd-ce apgd-t fab-t square")]
    [InlineData("plus", "apgd-ce apgd-dlr fab square apgd-t fab-t")]
    [InlineData("rand", "apgd-ce apgd-dlr")]
    [InlineData("custom:fab,pgd", "fab pgd")]
    public void Version_NamesItsMembers(string text, string members) =>
        Assert.Equal(members, string.Join(' ', AutoVersion.Read(text).Version!.Members));

    [Theory]
    [InlineData("full", "--version must be standard, plus, rand or custom:LIST")]
    [InlineData("custom:auto", "expected attacks out of fgm")]
    [InlineData("custom:pgd,pgd", "names an attack twice")]
    [InlineData("custom:tanh", "tanh works in linf, got l2")]
    public void Version_Impossible_IsNamed(string text, string message) => Assert.Contains(message, Assert.Single(
        new AttackOptions { Name = "auto", Norm = Norm.L2, Version = text }.Validate()), StringComparison.Ordinal);

    [Fact]
    public void Ensemble_TellsWhatEachMemberLeftStanding()
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(20));
        var told = new List<(string Name, int Standing)>();
        var task = Trial.Task(model, x, Trial.Labels(model, x), Norm.Linf, 0.12) with
        {
            After = (name, left, of) =>
            told.Add((name, left))
        };
        var result = AutoAttack.Create(Norm.Linf, AutoVersion.Read("custom:fgm,apgd-ce,square").Version,
            new() { Queries = 30 }).Run(task);
        Assert.Equal(["fgm", "apgd-ce", "square"], told.Select(t => t.Name));
        Assert.Equal(told.Select(t => t.Standing).OrderDescending(), told.Select(t => t.Standing));
        Assert.Equal(result.Found.Count(f => !f), told[^1].Standing);
    }
}
