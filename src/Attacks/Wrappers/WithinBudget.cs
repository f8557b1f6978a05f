using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A minimum-norm attack as one with a budget: what is further away is no find.</summary>
/// <param name="Inner">The attack.</param>
public sealed record WithinBudget(IAttack Inner) : IAttack
{
    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <inheritdoc/>
    public Access Needs => Inner.Needs;

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        var result = Inner.Run(task);
        using var scope = NewDisposeScope();
        double[] sizes = PerImage.Size(result.XAdv - task.X, task.Norm).to(float64).cpu().data<double>().ToArray();
        bool Inside(int k) => sizes[k] <= task.Epsilon[k];
        return result with
        {
            Found = [.. result.Found.Select((found, k) => found && Inside(k))],
            Share = [.. result.Share.Select((share, k) => Inside(k) ? share : 0)]
        };
    }
}
