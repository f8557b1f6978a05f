using Audit.Attacks;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Attacks;

public class WithinBudgetTests
{
    /// <summary>Claims what it is told to have found, as far from the images as it is told.</summary>
    private sealed record Claims(float[] Factors) : IAttack
    {
        public string Name => "claims";

        public Access Needs => Access.Label;

        public AttackResult Run(AttackTask task) =>
            new(task.X + tensor(Factors, [Factors.Length, 1, 1, 1]), [.. Factors.Select(_ => true)],
            [.. Factors.Select(_ => 0.7)]);
    }

    [Fact]
    public void Run_WhatIsFoundOutsideOfTheBudget_IsNotFound()
    {
        using var scope = NewDisposeScope();
        var (model, x) = (Trial.Curved(), Trial.Images(4) * 0.5);
        var result = new WithinBudget(new Claims([0.0999f, 0.1003f, 0.15f, -0.1003f]))
            .Run(Trial.Task(model, x, Trial.Labels(model, x), Norm.Linf, 0.1));
        Assert.Equal([true, false, false, false], result.Found);
        Assert.Equal([0.7, 0, 0, 0], result.Share);
    }
}
