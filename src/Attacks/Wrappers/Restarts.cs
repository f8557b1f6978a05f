using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>The same attack again, with other randomness, on the images it has not won.</summary>
/// <param name="Inner">The attack.</param>
/// <param name="Count">How often at most; the first time with the randomness it would have by itself.</param>
public sealed record Restarts(IAttack Inner, int Count) : IAttack
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
    public AttackResult Run(AttackTask task) => Survivors.Pass(task,
        Enumerable.Range(0, Count).Select(k => (Func<AttackTask, AttackResult>)(left =>
            Inner.Run(k == 0 ? left : left with { Rng = left.Rng.Derive(k) }))), Inner);
}
