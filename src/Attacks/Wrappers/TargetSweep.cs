namespace Audit.Attacks;

/// <summary>The same attack towards one wrong class after the other, the most likely first; any wrong class is a
/// success. Where a class must be reached, towards that one alone.</summary>
/// <param name="Inner">The attack; its loss steers towards the class.</param>
/// <param name="Count">How many classes; fewer where there are fewer wrong ones.</param>
public sealed record TargetSweep(IAttack Inner, int Count) : IAttack
{
    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <inheritdoc/>
    public Access Needs => Inner.Needs;

    /// <inheritdoc/>
    public bool IsMinimumNorm => Inner.IsMinimumNorm;

    /// <inheritdoc/>
    public bool IsUnbounded => Inner.IsUnbounded;

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        // A class that must be reached leaves nothing to sweep over.
        if (task.Aim.Targets is not null)
            return Inner.Run(task);
        int count = Math.Min(Count, task.Oracle.Classes - 1);
        return Survivors.Pass(task, Enumerable.Range(0, count)
            .Select(k => (Func<AttackTask, AttackResult>)(left => Towards(left, k))), Inner);
    }

    private AttackResult Towards(AttackTask left, int rank)
    {
        var guide = Classes.Wrong(left.Oracle.Scores(left.X), left.Aim.Labels, rank + 1)[rank];
        return Inner.Run(left with { Aim = left.Aim with { Guide = guide }, Rng = left.Rng.Derive("class").Derive(rank) });
    }
}
