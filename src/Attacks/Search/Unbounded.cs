using Audit.Records.Certificates;

namespace Audit.Attacks;

/// <summary>PGD with the whole box as its ball: it must win every image, or the gradients it follows are no gradients.</summary>
public static class Unbounded
{
    /// <param name="steps">Steps of 1/20 of the box.</param>
    public static IAttack Create(int steps = 100) =>
        new WholeBox(GradientAttack.Pgd(Norm.Linf, steps, 0.05) with { Name = "unbounded" });

    private sealed record WholeBox(GradientAttack Inner) : IAttack
    {
        public string Name => Inner.Name;

        public Access Needs => Inner.Needs;

        public bool IsUnbounded => true;

        public AttackResult Run(AttackTask task) =>
            Inner.Run(task with { Norm = Norm.Linf, Epsilon = [.. task.Epsilon.Select(_ => 1.0)] });
    }
}
