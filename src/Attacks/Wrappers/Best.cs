namespace Audit.Attacks;

/// <summary>Several minimum-norm attacks on every image; the smallest perturbation of all counts.</summary>
/// <param name="Name">Name of the whole.</param>
/// <param name="Members">The attacks.</param>
public sealed record Best(string Name, IReadOnlyList<IAttack> Members) : IAttack
{
    /// <inheritdoc/>
    public Access Needs => Members.Min(m => m.Needs);

    /// <inheritdoc/>
    public bool IsMinimumNorm => true;

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task) =>
        Survivors.Pass(task, Members.Select(m => (m.Name, (Func<AttackTask, AttackResult>)m.Run)), minimumNorm: true);
}
