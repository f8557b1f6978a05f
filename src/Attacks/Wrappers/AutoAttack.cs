using Audit.Records.Certificates;

namespace Audit.Attacks;

/// <summary>The standard ensemble of Croce and Hein 2020 (arXiv:2003.01690): APGD-CE, APGD-T, FAB-T, Square, survivors passed
/// on.</summary>
/// <remarks>With fewer than four classes the targeted ratio is not defined, and APGD on the margin stands in for it. In L1 there
/// is no Square.</remarks>
public static class AutoAttack
{
    /// <param name="norm">Norm of the ball.</param>
    /// <param name="steps">Iterations of the gradient attacks.</param>
    /// <param name="queries">Queries of Square.</param>
    /// <param name="classes">Wrong classes aimed at.</param>
    public static IAttack Create(Norm norm, int steps = 100, int queries = 5000, int classes = 9)
    {
        IAttack[] members =
        [
            AutoPgd.Ce(steps), new FewClasses(AutoPgd.Targeted(steps, classes),
                new AutoPgd { Name = "apgd-margin", Loss = new Margin(), Steps = steps }),
            new WithinBudget(FastAdaptiveBoundary.Targeted(steps, classes)), .. norm == Norm.L1 ? (IAttack[])[]
                : [new SquareAttack(queries)],
        ];
        return new Cascade("auto", members);
    }

    /// <summary>One attack for four classes and more, another for fewer.</summary>
    private sealed record FewClasses(IAttack Many, IAttack Few) : IAttack
    {
        public string Name => Many.Name;

        public Access Needs => Many.Needs;

        public AttackResult Run(AttackTask task)
        {
            if (task.Oracle.Classes >= 4)
                return Many.Run(task);
            var result = Few.Run(task);
            return result with { By = [.. Enumerable.Repeat(Few.Name, task.Count)] };
        }
    }
}
