namespace Audit.Attacks;

/// <summary>Different attacks one after the other, each on the images that those before it left standing.</summary>
/// <param name="Name">Name of the whole.</param>
/// <param name="Members">The attacks.</param>
public sealed record Cascade(string Name, IReadOnlyList<IAttack> Members) : IAttack
{
    /// <inheritdoc/>
    public Access Needs => Members.Min(m => m.Needs);

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task) => Survivors.Pass(task,
        Members.Select(m => (m.Name, (Func<AttackTask, AttackResult>)(left =>
            m.Run(left with { Rng = left.Rng.Derive(m.Name), After = null })))), minimumNorm: false);
}
