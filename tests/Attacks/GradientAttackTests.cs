using Audit.Attacks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

public class GradientAttackTests
{
    /// <summary>Logits (0, w.x): for label 0 the gradient of every loss points along w.</summary>
    private static readonly FunctionClassifier Plane = Trial.Linear(new float[,] { { 0, 0, 0, 0 }, { 3, -4, 0, 1 } }, [0, -100]);

    [Fact]
    public void Fgm_Linear_IsTheDualNormSolution()
    {
        using var scope = NewDisposeScope();
        var x = full([1, 1, 1, 4], 0.5);
        float[] Delta(Norm norm, double epsilon) => Trial.Floats(GradientAttack.Fgm(norm)
            .Run(Trial.Task(Plane, x, [0], norm, epsilon)).XAdv - x);
        Assert.Equal([0.1f, -0.1f, 0, 0.1f], Delta(Norm.Linf, 0.1), Near);
        Assert.Equal([3 / MathF.Sqrt(26) / 4, -4 / MathF.Sqrt(26) / 4, 0, 1 / MathF.Sqrt(26) / 4], Delta(Norm.L2, 0.25), Near);
        Assert.Equal([0, -0.25f, 0, 0], Delta(Norm.L1, 0.25), Near);
    }

    [Fact]
    public void Fgm_AtTheEdgeOfTheBox_IsCut()
    {
        using var scope = NewDisposeScope();
        var x = tensor([0.95f, 0.5f, 0.5f, 0], [1, 1, 1, 4]);
        Assert.Equal([1f, 0.4f, 0.5f, 0.1f], Trial.Floats(GradientAttack.Fgm(Norm.Linf)
            .Run(Trial.Task(Plane, x, [0], Norm.Linf, 0.1)).XAdv), Near);
    }

    [Fact]
    public void Fgm_Targeted_StepsTowardsTheTarget()
    {
        using var scope = NewDisposeScope();
        var x = full([1, 1, 1, 4], 0.5);
        var away = GradientAttack.Fgm(Norm.Linf).Run(Trial.Task(Plane, x, [1], Norm.Linf, 0.1)).XAdv;
        var towards = GradientAttack.Fgm(Norm.Linf).Run(Trial.Task(Plane, x, [0], Norm.Linf, 0.1, targets: [1])).XAdv;
        Assert.Equal([0.4f, 0.6f, 0.5f, 0.4f], Trial.Floats(away), Near);
        Assert.Equal([0.6f, 0.4f, 0.5f, 0.6f], Trial.Floats(towards), Near);
    }

    [Fact]
    public void MiFgsm_ThreeStepsByHand()
    {
        // Loss (x1 - 0.6)^2 (x2 + 1) at (0.5, 0.5), epsilon 0.3, T = 3, mu = 1, alpha = 0.1; gradient (2(x1-.6)(x2+1),
        // (x1-.6)^2). 1: (-0.3, 0.01)/0.31 -> g (-0.9677, 0.0323): to (0.4, 0.6).  2: (-0.64, 0.04)/0.68 -> g (-1.9089, 0.0911):
        // to (0.3, 0.7). 3: (-1.02, 0.09)/1.11 -> g (-2.8278, 0.1722): to (0.2, 0.8).
        using var scope = NewDisposeScope();
        var model = new FunctionClassifier(new Audit.Networks.Graphs.ImageShape(1, 1, 2), 2, x =>
        {
            var (a, b) = (x.flatten(1).select(1, 0), x.flatten(1).select(1, 1));
            return stack([zeros_like(a), (a - 0.6).square() * (b + 1)], 1);
        });
        var attack = new MiFgsm(3) { Loss = new Margin() };
        var result = attack.Run(Trial.Task(model, full([1, 1, 1, 2], 0.5), [0], Norm.Linf, 0.3));
        Assert.Equal([0.2f, 0.8f], Trial.Floats(result.XAdv), Near);
    }

    [Fact]
    public void MiFgsm_ThreeStepsByHand_MomentumOutweighsATurnedGradient()
    {
        // Loss a (0.5 - a where a > 0.25) + 3b from (0.2, 0.5), epsilon 0.3, T = 3, alpha = 0.1: normalised gradients (+-1, 3) /
        // 4. mu = 1: g = (.25,.75), (0,1.5), (-.25,2.25): steps (+,+), (0,+), (-,+): (.2,.5) -> (.3,.6) -> (.3,.7) -> (.2,.8).
        // mu = 0: steps (+,+), (-,+), then a = 0.2 again: (+,+): ends at (.3,.8).
        using var scope = NewDisposeScope();
        var model = new FunctionClassifier(new Audit.Networks.Graphs.ImageShape(1, 1, 2), 2, x =>
        {
            var (a, b) = (x.flatten(1).select(1, 0), x.flatten(1).select(1, 1));
            return stack([zeros_like(a), where(a.le(0.25), a, 0.5 - a) + (b * 3)], 1);
        });
        var start = tensor([0.2f, 0.5f], [1, 1, 1, 2]);
        float[] End(IAttack attack) => Trial.Floats(attack.Run(Trial.Task(model, start, [0], Norm.Linf, 0.3)).XAdv);
        Assert.Equal([0.2f, 0.8f], End(new MiFgsm(3) { Loss = new Margin() }), Near);
        Assert.Equal([0.3f, 0.8f], End(new MiFgsm(3, Decay: 0) { Loss = new Margin() }), Near);
    }

    [Theory]
    [InlineData(Norm.Linf)]
    [InlineData(Norm.L2)]
    public void MiFgsm_WithoutMomentum_IsIFgsmStepForStep(Norm norm)
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(12));
        long[] labels = Trial.Labels(model, x);
        for (int steps = 1; steps <= 6; steps++)
        {
            var plain = GradientAttack.IFgsm(norm, steps).Run(Trial.Task(model, x, labels, norm, 0.2)).XAdv;
            var momentum = new MiFgsm(steps, Decay: 0).Run(Trial.Task(model, x, labels, norm, 0.2)).XAdv;
            Assert.True(allclose(plain, momentum, 0, 1e-6));
        }
    }

    [Theory]
    [InlineData(Norm.Linf, 0.12)]
    [InlineData(Norm.L2, 0.4)]
    [InlineData(Norm.L1, 1.2)]
    public void Pgd_MoreStepsOrRestarts_NeverHelpTheDefender(Norm norm, double epsilon)
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(60));
        long[] labels = Trial.Labels(model, x);
        bool[] Won(int steps, int restarts) =>
            new Restarts(GradientAttack.Pgd(norm, steps), restarts).Run(Trial.Task(model, x, labels, norm, epsilon)).Found;
        bool[] before = Won(1, 1);
        int first = before.Count(f => f);
        foreach (var (steps, restarts) in ((int, int)[])[(2, 1), (5, 1), (20, 1), (20, 2), (20, 5)])
        {
            bool[] now = Won(steps, restarts);
            Assert.All(before.Zip(now), pair => Assert.True(!pair.First || pair.Second,
                $"{steps} steps and {restarts} restarts lost an image"));
            before = now;
        }
        Assert.InRange(before.Count(f => f), first + 1, 59);
    }

    [Fact]
    public void Pgd_StopsWhereAnImageIsWon_AndLosesNothingByIt()
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(40));
        long[] labels = Trial.Labels(model, x);
        var pgd = GradientAttack.Pgd(Norm.Linf, 20);
        var early = Trial.Task(model, x, labels, Norm.Linf, 0.12);
        var result = pgd.Run(early);

        // The same ascent to its end, looked at from outside: the first image of each that is misclassified.
        var late = Trial.Task(model, x, labels, Norm.Linf, 0.12);
        var projection = new BallAndBox(Norm.Linf, x, late.Budget);
        var start = projection.Apply(RandomStart.In(Norm.Linf, x, late.Budget, late.Oracle.Images, late.Rng));
        var first = new float[]?[40];
        int[] passes = new int[40];
        void Look(Tensor delta)
        {
            long[] now = Trial.Labels(model, x + delta);
            for (int k = 0; k < 40; k++)
                first[k] ??= now[k] != labels[k] ? Trial.Floats((x + delta).select(0, k)) : null;
        }
        var watched = new Watched(new LossObjective(late, pgd.Loss), delta =>
        {
            for (int k = 0; k < 40; k++)
                passes[k] += first[k] is null ? 1 : 0;
            Look(delta);
        });
        Look(new Ascent(20, new ScaledStep(pgd.StepRule, late.Budget), projection).Run(start, watched));
        Assert.Equal(first.Select(f => f is not null), result.Found);
        Assert.InRange(result.Found.Count(f => f), 1, 39);
        Assert.All(Enumerable.Range(0, 40).Where(k => result.Found[k]), k =>
            Assert.Equal(first[k]!, Trial.Floats(result.XAdv.select(0, k)), (a, b) => Math.Abs(a - b) < 1e-6));
        Assert.Equal(passes.Select(p => (long)p), early.Oracle.Spent.GradientPasses);
        Assert.All(late.Oracle.Spent.GradientPasses, all => Assert.Equal(20, all));
    }

    /// <summary>Shows each perturbation to a test before it is evaluated.</summary>
    private sealed class Watched(IObjective inner, Action<Tensor> look) : IObjective
    {
        public Objective Evaluate(Tensor delta, int step)
        {
            look(delta);
            return inner.Evaluate(delta, step);
        }
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 2e-6;
}
