using Audit.Attacks;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

/// <summary>A model that answers the attack otherwise than the referee is no robust model.</summary>
public class AnswersAgainTests
{
    private const int Count = 6;

    /// <summary>Every so many calls another class, so that the attack believes to have won and stops.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    public void Attack_ModelThatCountsCalls_IsNotCalledRobust(int every)
    {
        using var scope = NewDisposeScope();
        var honest = Trial.Curved();
        int calls = 0;
        var liar = new FunctionClassifier(honest.InputShape, 5, x => ++calls % every == 0 ? -honest.Logits(x)
            : honest.Logits(x));
        var outcomes = Run(liar, 1e-4);
        Assert.All(outcomes, o => Assert.True(o.Unrepeated && !o.Robust && !o.Success));
    }

    /// <summary>It changes for good, after the attack has begun.</summary>
    [Fact]
    public void Attack_ModelThatChanges_IsNamedAtItsCleanImages()
    {
        using var scope = NewDisposeScope();
        var honest = Trial.Curved();
        int calls = 0;
        var liar = new FunctionClassifier(honest.InputShape, 5, x => ++calls > 3 ? -honest.Logits(x) : honest.Logits(x));
        Assert.All(Run(liar, 1e-4), o => Assert.True(o.Unrepeated && !o.Robust));
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(0.1)]
    public void Attack_HonestModel_IsNot(double epsilon)
    {
        using var scope = NewDisposeScope();
        Assert.All(Run(Trial.Curved(), epsilon), o => Assert.False(o.Unrepeated));
    }

    private static AttackOutcome[] Run(FunctionClassifier model, double epsilon)
    {
        var x = Trial.Images(Count);
        int[] labels = [.. Trial.Labels(Trial.Curved(), x).Select(l => (int)l)];
        return new AttackSession(model, new OracleOptions(), new JudgeOptions()).Run(GradientAttack.Pgd(Norm.Linf, 20), x, labels,
            [.. Enumerable.Range(0, Count).Select(k => (long)k)], Norm.Linf, [.. Enumerable.Repeat(epsilon, Count)], new Rng(1));
    }
}
