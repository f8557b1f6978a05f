using Audit.Attacks;
using Audit.Networks.Inference;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

public class OracleTests
{
    [Theory]
    [InlineData(Access.Gradients, 4)]
    [InlineData(Access.Logits, 3)]
    [InlineData(Access.Probabilities, 2)]
    [InlineData(Access.Label, 1)]
    public void Oracle_ShowsWhatTheThreatModelAllows_AndNoMore(Access access, int allowed)
    {
        using var scope = NewDisposeScope();
        var x = Trial.Images(2);
        var task = Trial.Task(Trial.Curved(), x, [0, 1], Norm.Linf, 0.1, new OracleOptions { Access = access });
        Action[] questions =
        [
            () => task.Oracle.Meets(x, task.Aim), () => task.Oracle.Scores(x), () => task.Oracle.Logits(x), () =>
                task.Oracle.Gradient(x, new CrossEntropy(), task.Aim),
        ];
        for (int k = 0; k < questions.Length; k++)
        {
            if (k < allowed)
                questions[k]();
            else
                Assert.Throws<ThreatModelException>(questions[k]);
        }
    }

    [Fact]
    public void Scores_OfProbabilities_HideTheScaleOfTheLogits()
    {
        using var scope = NewDisposeScope();
        var x = Trial.Images(2);
        var scores = Trial.Task(Trial.Curved(), x, [0, 1], Norm.Linf, 0.1,
            new OracleOptions { Access = Access.Probabilities }).Oracle.Scores(x);
        Assert.True(allclose(scores.exp().sum(1), ones(2)));
    }

    [Fact]
    public void Spent_SubsetsCountForTheirOwnImages()
    {
        using var scope = NewDisposeScope();
        var x = Trial.Images(3);
        var task = Trial.Task(Trial.Curved(), x, [0, 1, 2], Norm.Linf, 0.1);
        task.Oracle.Meets(x, task.Aim);
        var some = task.Select([2, 0]).Select([0]);
        some.Oracle.Logits(some.X);
        some.Oracle.Gradient(some.X, new CrossEntropy(), some.Aim);
        Assert.Equal([1, 1, 2], task.Oracle.Spent.Queries);
        Assert.Equal([0, 0, 1], task.Oracle.Spent.GradientPasses);
        Assert.Equal([2L], some.Oracle.Images);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void Spent_ARandomVictim_IsChargedForEveryRowThatItWasShown(int draws)
    {
        using var scope = NewDisposeScope();
        var x = Trial.Images(3);
        long shown = 0;
        var counting = new FunctionClassifier(new Audit.Networks.Graphs.ImageShape(1, 4, 4), 5, at =>
        {
            shown += at.size(0);
            return Trial.Curved().Logits(at);
        });
        var task = Trial.Task(new NoisyClassifier(counting, new GaussianSampler(0.1f), new Rng(1)), x, [0, 1, 2], Norm.Linf, 0.1,
            new OracleOptions { Draws = draws });
        task.Oracle.Meets(x, task.Aim);
        task.Oracle.Scores(x);
        Assert.Equal(2L * draws * 3, shown);
        Assert.All(task.Oracle.Spent.Queries, queries => Assert.Equal(2L * draws, queries));
        task.Oracle.Gradient(x, new CrossEntropy(), task.Aim);
        Assert.Equal(3L * draws * 3, shown);
        Assert.All(task.Oracle.Spent.GradientPasses, passes => Assert.Equal(draws, passes));
    }

    [Fact]
    public void Gradient_EotOfALoss_IsTheMeanOfTheGradientsOfItsDraws()
    {
        using var scope = NewDisposeScope();
        const int draws = 300; // more than fit into one piece
        var x = Trial.Images(3);
        var model = new NoisyClassifier(Trial.Curved(), new GaussianSampler(0.3f), new Rng(1));
        var task = Trial.Task(model, x, [0, 1, 2], Norm.Linf, 0.1, new OracleOptions { Draws = draws });
        var probe = task.Oracle.Gradient(x, new CrossEntropy(), task.Aim);
        var sum = zeros_like(x);
        for (int k = 0; k < draws; k++)
        {
            var at = x.detach().clone().requires_grad_();
            NoiseAddress[] addresses = [.. Enumerable.Range(0, 3).Select(i => new NoiseAddress(NoiseStream.Attack, i, k))];
            var loss = new CrossEntropy().Of(model.Logits(at, new Draws(new Rng(5).Derive("draws"), addresses)), task.Aim).sum();
            sum.add_(autograd.grad([loss], [at])[0]);
        }
        Assert.True(allclose(sum / draws, probe.Gradient, 1e-4, 1e-6));
        Assert.Equal([draws, draws, draws], task.Oracle.Spent.GradientPasses.Select(p => (int)p));
    }

    [Theory]
    [InlineData(Averaging.Logits)]
    [InlineData(Averaging.Probabilities)]
    public void Gradient_OfAveragedAnswers_IsThatOfTheirMeanByFiniteDifferences(Averaging averaging)
    {
        using var scope = NewDisposeScope();
        var x = Trial.Images(2);
        var options = new OracleOptions { Draws = 7, Averaging = averaging, FreshDraws = false };
        var task = Trial.Task(new NoisyClassifier(Trial.Curved(), new GaussianSampler(0.3f), new Rng(1)), x, [0, 1], Norm.Linf,
            0.1, options);
        var probe = task.Oracle.Gradient(x, new CrossEntropy(), task.Aim);
        foreach (int pixel in (int[])[0, 5, 15])
        {
            var step = zeros([2, 16]);
            step.select(1, pixel).fill_(0.01);
            double[] At(double sign) => new CrossEntropy().Of(task.Oracle.Logits(x + (step.reshape(2, 1, 4, 4) * sign)), task.Aim)
                .to(float64).data<double>().ToArray();
            double[] numeric = [.. At(1).Zip(At(-1), (a, b) => (a - b) / 0.02)];
            double[] exact = probe.Gradient.flatten(1).select(1, pixel).to(float64).data<double>().ToArray();
            Assert.All(numeric.Zip(exact), pair => Assert.InRange(pair.First - pair.Second, -2e-3, 2e-3));
        }
    }

    [Fact]
    public void SignalToNoise_IsTheRatioOfAKnownGradientAndKnownNoise()
    {
        using var scope = NewDisposeScope();
        const int draws = 4000;
        var squares = new FunctionClassifier(new Audit.Networks.Graphs.ImageShape(1, 1, 1), 2, x =>
            stack([zeros_like(x.flatten()), x.flatten() + x.flatten().square()], 1));
        // x = 0: the gradient of x + x^2 at x + noise is 1 + 2 noise, mean 1 and variance 4 sigma^2 = 1; that of the mean of m
        // draws is 1 / m.
        var task = Trial.Task(new NoisyClassifier(squares, new GaussianSampler(0.5f), new Rng(1)), zeros([1, 1, 1, 1]), [0],
            Norm.Linf, 0.1, new OracleOptions { Draws = draws });
        task.Oracle.Gradient(zeros([1, 1, 1, 1]), new Margin(), task.Aim);
        Assert.InRange(task.Oracle.Spent.MeanSignalToNoise(0)!.Value / draws, 0.8, 1.2);
    }

    [Fact]
    public void Gradient_OfAModelWithoutAPath_IsZeroAndCounted()
    {
        using var scope = NewDisposeScope();
        var steps = new FunctionClassifier(new Audit.Networks.Graphs.ImageShape(1, 4, 4), 5, x => Trial.Curved().Logits(x)
            .detach());
        var task = Trial.Task(steps, Trial.Images(2), [0, 1], Norm.Linf, 0.1);
        Assert.Equal(0, task.Oracle.Gradient(task.X, new CrossEntropy(), task.Aim).Gradient.abs().max().ToDouble());
        Assert.Equal([1, 1], task.Oracle.Spent.Vanished);
    }

    [Fact]
    public void Gradient_NaN_IsReplacedByZeroAndCounted()
    {
        using var scope = NewDisposeScope();
        // The square root has an infinite slope at 0 and times 0 a NaN.
        var broken = new FunctionClassifier(new Audit.Networks.Graphs.ImageShape(1, 4, 4), 5, x => Trial.Curved()
            .Logits(x) + ((x - x).sum([1, 2, 3]).sqrt() * 0).unsqueeze(1));
        var task = Trial.Task(broken, Trial.Images(2), [0, 1], Norm.Linf, 0.1);
        var gradient = task.Oracle.Gradient(task.X, new CrossEntropy(), task.Aim).Gradient;
        Assert.True(gradient.isfinite().all().ToBoolean());
        Assert.Equal([1, 1], task.Oracle.Spent.NonFinite);
    }

    [Theory]
    [InlineData(Fusion.Logits)]
    [InlineData(Fusion.Probabilities)]
    [InlineData(Fusion.Loss)]
    public void Fusion_OfOneMember_IsThatMember(Fusion fusion)
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(6));
        long[] labels = Trial.Labels(model, x);
        var alone = new MiFgsm().Run(Trial.Task(model, x, labels, Norm.Linf, 0.2));
        var fused = new MiFgsm().Run(Trial.Task(new FusedClassifier([model], fusion), x, labels, Norm.Linf, 0.2));
        Assert.True(alone.XAdv.Equals(fused.XAdv));
        Assert.Equal(alone.Found, fused.Found);
    }

    [Fact]
    public void Fusion_TwoMembersByHand_TheThreeDiffer()
    {
        // Logits (2, 0) and (-1, 1) with weights 3/4 and 1/4, label 0.
        using var scope = NewDisposeScope();
        var a = Trial.Linear(new float[,] { { 0 }, { 0 } }, [2, 0]);
        var b = Trial.Linear(new float[,] { { 0 }, { 0 } }, [-1, 1]);
        double Value(Fusion fusion)
        {
            var task = Trial.Task(new FusedClassifier([a, b], fusion, [3, 1]), zeros([1, 1, 1, 1]), [0], Norm.Linf, 0.1);
            return task.Oracle.Gradient(task.X, new CrossEntropy(), task.Aim).Values.ToDouble();
        }
        double Ce(double margin) => Math.Log(1 + Math.Exp(-margin));
        Assert.Equal(Ce(((0.75 * 2) - 0.25) - 0.25), Value(Fusion.Logits), 6);
        Assert.Equal(-Math.Log((0.75 / (1 + Math.Exp(-2))) + (0.25 / (1 + Math.Exp(2)))), Value(Fusion.Probabilities), 6);
        Assert.Equal((0.75 * Ce(2)) + (0.25 * Ce(-2)), Value(Fusion.Loss), 6);
    }
}
