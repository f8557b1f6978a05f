using Audit.Attacks;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

public class RefereeTests
{
    public static readonly TheoryData<Norm, double> Balls = new()
    {
        { Norm.Linf, 8.0 / 255 }, { Norm.Linf, 0.1 }, { Norm.Linf, 1e-9 }, { Norm.L2, 0.3 }, { Norm.L2, 1e-6 }, { Norm.L1, 0.7 },
    };

    [Theory]
    [MemberData(nameof(Balls))]
    public void Decide_AnAttackThatCheats_IsCutToBallAndBox_InDoubleArithmetic(Norm norm, double epsilon)
    {
        using var scope = NewDisposeScope();
        var x = Trial.Images(20);
        var claimed = x + ((Trial.Images(20, seed: 3) - 0.4) * 5);
        long[] images = [.. Enumerable.Range(0, 20).Select(k => (long)k)];
        var referee = new Referee(new Judge(Trial.Curved(), new JudgeOptions()));
        var (judged, rulings) = referee.Decide(x, claimed, norm, [.. images.Select(_ => epsilon)], minimumNorm: false, images,
            new Rng(1));
        var delta = (judged.to(float64) - x.to(float64)).flatten(1).abs();
        double[] sizes = (norm switch
        {
            Norm.Linf => delta.amax([1]),
            Norm.L2 => delta.square().sum(1).sqrt(),
            _ =>
            delta.sum(1)
        }).data<double>().ToArray();
        Assert.All(sizes, size => Assert.True(size <= epsilon * (norm == Norm.Linf ? 1 : 1 + 1e-14), $"{size} > {epsilon}"));
        Assert.True(judged.ge(0).logical_and(judged.le(1)).all().ToBoolean());
        Assert.All(rulings, f => Assert.True(f.Inside));
        if (epsilon > 1e-3)
            Assert.All(sizes, size => Assert.True(size > epsilon * 0.9, $"{size}: the budget is wasted"));
    }

    [Theory]
    [InlineData(Norm.L2, 0.3)]
    [InlineData(Norm.Linf, 0.05)]
    [InlineData(Norm.L1, 5)]
    public void Decide_AModelOfEightBits_IsShownTheLastStepOfTheGridBeforeTheClaim(Norm norm, double epsilon)
    {
        using var scope = NewDisposeScope();
        var x = (Trial.Images(20) * 255).round() / 255;
        var claimed = x + ((Trial.Images(20, seed: 3) - 0.4) * 5);
        long[] images = [.. Enumerable.Range(0, 20).Select(k => (long)k)];
        float[] clean = x.data<float>().ToArray(), cut = Judged(onGrid: false), judged = Judged(onGrid: true);
        float[] grid = [.. Enumerable.Range(0, 256).Select(k => (float)(k / 255.0))];
        // All 256 levels are tried: the furthest from the clean pixel of those that lie between it and what the ball left of the
        // claim.
        for (int i = 0; i < clean.Length; i++)
            Assert.Equal(grid.Where(g => Math.Min(clean[i], cut[i]) <= g && g <= Math.Max(clean[i], cut[i]))
                .MaxBy(g => Math.Abs(g - clean[i])), judged[i]);
        Assert.NotEqual(clean, judged);

        float[] Judged(bool onGrid) => new Referee(new Judge(Trial.Curved(), new JudgeOptions { OnGrid = onGrid }))
            .Decide(x, claimed, norm, [.. images.Select(_ => epsilon)], minimumNorm: false, images,
            new Rng(1)).Images.data<float>().ToArray();
    }

    [Fact]
    public void Run_AnAttackThatLies_IsNotBelieved()
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(8));
        int[] labels = [.. Trial.Labels(model, x).Select(l => (int)l)];
        var session = new AttackSession(model, new OracleOptions(), new JudgeOptions());
        var outcomes = session.Run(new Liar(), x, labels, [.. Enumerable.Range(0, 8).Select(k => (long)k)], Norm.Linf,
            [.. labels.Select(_ => 0.1)], new Rng(1));
        Assert.All(outcomes, o => Assert.True(o.Robust && !o.Success));
    }

    [Theory]
    [InlineData(1.0005, false)]
    [InlineData(0.9995, true)]
    public void Run_AMinimumNormClaim_IsASuccessOnlyWithinTheBudget(double share, bool success)
    {
        // f is 1 beyond 0.6: a claim there is another class all right, but a budget is a budget, to the last thousandth.
        using var scope = NewDisposeScope();
        const double epsilon = 0.2;
        var x = full([1, 1, 1, 1], 0.5);
        var session = new AttackSession(FunctionClassifier.HalfSpace([1], 0.6f), new OracleOptions(), new JudgeOptions());
        var outcome = Assert.Single(session.Run(new Claims(x + epsilon * share, IsMinimumNorm: true), x, [0], [0], Norm.Linf,
            [epsilon], new Rng(1)));
        Assert.Equal(1, outcome.Ruling.Class);
        Assert.Equal(epsilon * share, outcome.Ruling.Linf, 1e-6);
        Assert.Equal((success, success, !success), (outcome.Ruling.Inside, outcome.Success, outcome.Robust));
    }

    [Fact]
    public void Run_AnImageWithoutFiniteLogits_IsNoSuccessAndNotRobust()
    {
        using var scope = NewDisposeScope();
        var x = full([1, 1, 1, 1], 0.5);
        var broken = new FunctionClassifier(new Audit.Networks.Graphs.ImageShape(1, 1, 1), 2, at =>
            stack([ones_like(at.flatten()), where(at.flatten().gt(0.55), full_like(at.flatten(), float.NaN),
                zeros_like(at.flatten()))], 1));
        var outcome = Assert.Single(new AttackSession(broken, new OracleOptions(), new JudgeOptions())
            .Run(new Claims(x + 0.1), x, [0], [0], Norm.Linf, [0.2], new Rng(1)));
        Assert.True(outcome is
        {
            CleanCorrect: true, Attacked: true, Ruling: { Class: null, Inside: true }, Success: false,
            Robust: false
        });
    }

    [Fact]
    public void Run_MisclassifiedImages_AreLeftAlone_UnlessAsked()
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(8));
        int[] wrong = [.. Trial.Labels(model, x).Select(l => (int)(l + 1) % 5)];
        long[] images = [.. Enumerable.Range(0, 8).Select(k => (long)k)];
        var session = new AttackSession(model, new OracleOptions(), new JudgeOptions());
        var left = session.Run(GradientAttack.Fgm(Norm.Linf), x, wrong, images, Norm.Linf, [.. wrong.Select(_ => 0.1)],
            new Rng(1));
        Assert.All(left, o => Assert.True(!o.Attacked && !o.Robust && !o.Success && o.Ruling.Linf == 0 && o.GradientPasses == 0));
        var all = session.Run(GradientAttack.Fgm(Norm.Linf), x, wrong, images, Norm.Linf, [.. wrong.Select(_ => 0.1)], new Rng(1),
            attackAll: true);
        Assert.All(all, o => Assert.True(o.Attacked && o.GradientPasses == 1));
    }

    [Fact]
    public void Classes_OfAVote_AreThoseOfPredict()
    {
        // f(x) = 1 exactly where x + noise > 0: at x = sigma * t the vote is for 1 with probability Phi(t).
        using var scope = NewDisposeScope();
        var noisy = new NoisyClassifier(FunctionClassifier.HalfSpace([1], 0), new GaussianSampler(0.5f), new Rng(1));
        var judge = new Judge(noisy, new JudgeOptions { Samples = 1000 });
        Assert.Equal([1, 0, null], judge.Classes(tensor([0.25f, -0.25f, 0], [3, 1, 1, 1]), [0, 1, 2], new Rng(2)));
    }

    [Theory]
    [InlineData(10, 0.001)]
    [InlineData(0, 0.001)]
    [InlineData(100, 0)]
    public void Validate_AJudgeThatCannotDecide_IsRefused(long samples, double alpha) =>
        Assert.NotEmpty(new JudgeOptions { Samples = samples, Alpha = alpha }.Validate());

    /// <summary>Returns what it is given, and believes in it.</summary>
    private sealed record Claims(Tensor Images, bool IsMinimumNorm = false) : IAttack
    {
        public string Name => "claims";

        public Access Needs => Access.Label;

        public AttackResult Run(AttackTask task) => new(Images.clone(), [.. Enumerable.Repeat(true, task.Count)],
            [.. Enumerable.Repeat(1.0, task.Count)]);
    }

    private sealed class Liar : IAttack
    {
        public string Name => "liar";

        public Access Needs => Access.Label;

        public AttackResult Run(AttackTask task) => new(task.X.clone(), [.. Enumerable.Repeat(true, task.Count)],
            [.. Enumerable.Repeat(1.0, task.Count)]);
    }
}
