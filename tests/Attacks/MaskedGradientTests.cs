using Audit.Attacks;
using Audit.Defences.Transformations;
using Audit.Inputs;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>Defences that hide gradients fall to the attack that their kind calls for, and not to plain PGD.</summary>
public class MaskedGradientTests
{
    private static readonly FunctionClassifier Open = Trial.Curved();

    private static int Won(IAttack attack, IClassifier crafted, OracleOptions? options = null, IClassifier? judged = null,
        JudgeOptions? judge = null, double epsilon = 0.25)
    {
        var x = Trial.Images(30);
        int[] labels = [.. Trial.Labels(Open, x).Select(l => (int)l)];
        long[] images = [.. Enumerable.Range(0, 30).Select(k => (long)k)];
        var session = new AttackSession(crafted, options ?? new OracleOptions(), judge ?? new JudgeOptions(), judged);
        var outcomes = session.Run(attack, x, labels, images, Norm.Linf, [.. labels.Select(_ => epsilon)], new Rng(3));
        int won = outcomes.Count(o => o.Success);
        foreach (var outcome in outcomes)
            outcome.XAdv.Dispose();
        return won;
    }

    [Fact]
    public void Bpda_WithTheIdentity_WinsWhereRoundingHidesTheGradient()
    {
        using var scope = NewDisposeScope();
        static Tensor Rounded(Tensor x) => (x * 31).round() / 31;
        var defended = new FunctionClassifier(Open.InputShape, 5, x => Open.Logits(Rounded(x)));
        var surrogate = new FunctionClassifier(Open.InputShape, 5, x => Open.Logits(Rounded(x).detach() + (x - x.detach())));
        var pgd = GradientAttack.Pgd(Norm.Linf, 20);
        int open = Won(pgd, Open), masked = Won(pgd, defended), bpda = Won(pgd, surrogate, judged: defended);
        Assert.True(masked < bpda && bpda >= open - 3, $"open {open}, masked {masked}, BPDA {bpda}");
    }

    [Fact]
    public void BpdaInterpreter_ForwardIsExact_BackwardIsTheSurrogates()
    {
        using var scope = NewDisposeScope();
        var builder = new GraphBuilder(new ImageShape(1, 1, 3), new Audit.Networks.Architectures.Initializer(new Rng(1)));
        int flat = builder.Add("flat", new Flatten(), builder.Input);
        int shifted = builder.Add("shift", new Shift(tensor([-0.5f, -0.5f, -0.5f])), flat);
        builder.Relu("relu", shifted);
        var graph = builder.Build(3);
        var model = Bpda.Classifier(graph, CPU, new Dictionary<string, string> { ["Relu"] = "identity" });
        var x = tensor([0.1f, 0.5f, 0.9f], [1, 1, 1, 3]).requires_grad_();
        var logits = model.Logits(x);
        Assert.True(logits.Equals(Forward.Run(graph, x)));
        var weights = tensor([1f, 2f, 4f]);
        Assert.Equal([1f, 2f, 4f], Trial.Floats(autograd.grad([(logits * weights).sum()], [x])[0]));
        Assert.Equal([0f, 0f, 4f], Trial.Floats(autograd.grad([(Forward.Run(graph, x) * weights).sum()], [x])[0]));
    }

    [Theory]
    [InlineData("Sigmoid", "identity", "no node and no op named 'Sigmoid'")]
    [InlineData("Relu", "magic", "expected a surrogate out of identity")]
    [InlineData("flat", "identity", "changes it")]
    public void BpdaInterpreter_ImpossibleChoices_AreNamed(string op, string surrogate, string message)
    {
        var builder = new GraphBuilder(new ImageShape(1, 1, 3), new Audit.Networks.Architectures.Initializer(new Rng(1)));
        builder.Relu("relu", builder.Add("flat", new Flatten(), builder.Input));
        var error = Assert.Throws<UsageException>(() => Bpda.Classifier(builder.Build(3), CPU, new Dictionary<string,
            string>
        { [op] = surrogate }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Eot_MoreDraws_WinMoreAgainstNoise()
    {
        using var scope = NewDisposeScope();
        var noisy = new NoisyClassifier(Open, new GaussianSampler(0.3f), new Rng(8));
        var judge = new JudgeOptions { Samples = 200 };
        int Draws(int draws) => Won(GradientAttack.IFgsm(Norm.Linf, 2), noisy, new OracleOptions { Draws = draws }, judge: judge,
            epsilon: 0.35);
        var (one, many) = (Draws(1), Draws(64));
        Assert.True(many > one, $"1 draw: {one}, 64 draws: {many}");
    }

    [Fact]
    public void Eot_OverTransformations_HoldsOnTransformationsItHasNotSeen()
    {
        using var scope = NewDisposeScope();
        var transforms = PhysicalTransforms.Parse("rotate=20,scale=0.1,translate=0.1,brightness=0.1");
        var seen = new TransformedClassifier(Open, transforms, new Rng(8));
        var judge = new JudgeOptions { Samples = 200 };
        int plain = Won(GradientAttack.Pgd(Norm.Linf, 15), Open, judged: seen, judge: judge);
        int expected = Won(GradientAttack.Pgd(Norm.Linf, 15), seen, new OracleOptions { Draws = 32 }, judge: judge);
        Assert.True(expected >= plain && expected > 0, $"plain {plain}, EOT {expected}");
    }

    [Fact]
    public void Reparameterised_Generator_FallsWhereItsProjectionHidesTheGradient()
    {
        // Images are G z; the defence projects onto the range of G with no gradient. On the range it changes nothing.
        using var scope = NewDisposeScope();
        var generator = new Range();
        var defended = new FunctionClassifier(Open.InputShape, 5, x => Open.Logits(generator.Project(x).detach()));
        var x = generator.Project(Trial.Images(30));
        long[] labels = Trial.Labels(defended, x);
        int pgd = GradientAttack.Pgd(Norm.Linf, 20).Run(Trial.Task(defended, x, labels, Norm.Linf, 0.3)).Found.Count(f => f);
        var crafted = Trial.Task(Open, x, labels, Norm.Linf, 0.3);
        var result = new Reparameterised(generator) { StepRule = new AdamStep(0.05) }.Run(crafted);
        long[] now = Trial.Labels(defended, result.XAdv);
        int won = Enumerable.Range(0, 30).Count(k => now[k] != labels[k]);
        Assert.True(pgd == 0 || won > pgd, $"PGD {pgd}, reparameterised {won}");
        Assert.True(won >= 10, $"won {won}");
        Assert.True(allclose(generator.Project(result.XAdv), result.XAdv, 0, 1e-4), "an image left the range of the generator");
    }

    [Fact]
    public void TanhBall_IsNearlyAsStrongAsPgd_AndStaysInTheBall()
    {
        using var scope = NewDisposeScope();
        int pgd = Won(GradientAttack.Pgd(Norm.Linf, 40), Open, epsilon: 0.12),
            tanh = Won(new Reparameterised(new TanhBall()), Open, epsilon: 0.12);
        Assert.True(tanh >= pgd - 3 && tanh > 0, $"PGD {pgd}, tanh {tanh}");
    }

    /// <summary>A linear generator of 16 pixels from 8 numbers, about grey.</summary>
    private sealed class Range : IReparameterisation
    {
        private readonly Tensor basis;

        public Range()
        {
            // Columns of a Walsh-Hadamard matrix: orthonormal.
            var values = new float[16 * 8];
            for (int row = 0; row < 16; row++)
            {
                for (int column = 0; column < 8; column++)
                    values[(row * 8) + column] = System.Numerics.BitOperations.PopCount((uint)(row & column)) % 2 == 0 ? 0.25f
                        : -0.25f;
            }
            basis = tensor(values, [16, 8]).DetachFromDisposeScope();
        }

        public Tensor Project(Tensor x) => ((x.flatten(1) - 0.5).matmul(basis).matmul(basis.t()) + 0.5).reshape(x.shape);

        public Tensor Start(AttackTask task) => (task.X.flatten(1) - 0.5).matmul(basis);

        public Tensor Images(AttackTask task, Tensor z) => (z.matmul(basis.t()) + 0.5).reshape(task.X.shape);
    }
}
