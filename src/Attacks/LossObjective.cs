using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A loss of the victim at x + delta, as something to climb.</summary>
/// <param name="task">Images and victim.</param>
/// <param name="loss">The loss.</param>
/// <param name="strongest">Remembers what it was asked about; images that are won are then left out of the batch, with a gradient
/// of zero. Null to climb all of them to the end.</param>
/// <param name="met">Told at each step which images meet the aim, [N]; only without <paramref name="strongest"/>.</param>
internal sealed class LossObjective(AttackTask task, ILoss loss, StrongestFound? strongest = null, Action<Tensor>? met = null)
    : IObjective
{
    /// <inheritdoc/>
    public bool IsFinished => strongest?.IsComplete == true;

    /// <inheritdoc/>
    public Objective Evaluate(Tensor delta, int step)
    {
        using var scope = NewDisposeScope();
        int[] rows = Active();
        var part = rows.Length == task.Count ? task : task.Select(rows);
        var index = Rows.Index(rows, delta.device);
        var here = rows.Length == task.Count ? delta : delta.index_select(0, index);
        var probe = part.Oracle.Gradient(part.X + here, loss, part.Aim);
        using var guard = no_grad();
        strongest?.Note(rows, here, part.Aim.Met(probe.Logits), probe.Values);
        met?.Invoke(part.Aim.Met(probe.Logits));
        if (rows.Length == task.Count)
            return new Objective(probe.Values.MoveToOuterDisposeScope(), probe.Gradient.MoveToOuterDisposeScope());
        var gradient = zeros_like(delta).index_copy_(0, index, probe.Gradient);
        var all = zeros([task.Count], float32, delta.device).index_copy_(0, index, probe.Values);
        return new Objective(all.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>Looks at the last perturbation, where no gradient is needed any more.</summary>
    public void Consider(Tensor delta)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        int[] rows = Active();
        if (rows.Length == 0)
            return;
        var part = task.Select(rows);
        var here = delta.index_select(0, Rows.Index(rows, delta.device));
        var logits = part.Oracle.Logits(part.X + here);
        strongest?.Note(rows, here, part.Aim.Met(logits), loss.Of(logits, part.Aim));
    }

    private int[] Active() => strongest?.Standing ?? [.. Enumerable.Range(0, task.Count)];
}
