namespace Audit.Attacks;

/// <summary>One attack where there are classes enough for its loss, another where there are not.</summary>
/// <param name="Many">With at least <paramref name="Least"/> classes.</param>
/// <param name="Few">With fewer.</param>
/// <param name="Least">Classes that the loss needs.</param>
internal sealed record FewClasses(IAttack Many, IAttack Few, int Least) : IAttack
{
    /// <inheritdoc/>
    public string Name => Many.Name;

    /// <inheritdoc/>
    public Access Needs => Many.Needs;

    /// <summary>APGD on the margin in place of the ratio of logits.</summary>
    public static FewClasses ForDlr(IAttack attack, int steps) => new(attack, OnMargin(steps), 3);

    /// <summary>The same for the targeted ratio.</summary>
    public static FewClasses ForTargetedDlr(IAttack attack, int steps) => new(attack, OnMargin(steps), 4);

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        if (task.Oracle.Classes >= Least)
            return Many.Run(task);
        var result = Few.Run(task);
        return result with { By = [.. Enumerable.Repeat(Few.Name, task.Count)] };
    }

    private static AutoPgd OnMargin(int steps) => new() { Name = "apgd-margin", Loss = new Margin(), Steps = steps };
}
