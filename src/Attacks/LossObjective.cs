using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A loss of the victim at x + delta, as something to climb; remembers the best perturbation it was asked about.</summary>
/// <remarks>
/// The best is the first that meets the aim, before that the one with the largest loss: with it, more steps or restarts never help the
/// defender. Once an image is won and <paramref name="stopEarly"/> is set, it is left out of the batch and its gradient is zero.
/// </remarks>
internal sealed class LossObjective(AttackTask task, ILoss loss, bool stopEarly) : IObjective, IDisposable
{
    private readonly bool[] found = new bool[task.Count];
    private readonly Tensor best = zeros_like(task.X).DetachFromDisposeScope();
    private readonly Tensor values = full([task.Count], double.NegativeInfinity, float32, task.X.device).DetachFromDisposeScope();

    /// <summary>Which images met the aim at some point.</summary>
    public bool[] Found => found;

    /// <summary>The best perturbation of each image so far.</summary>
    public Tensor Best => best;

    /// <inheritdoc/>
    public bool IsFinished => stopEarly && found.All(f => f);

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
        Remember(rows, here, probe.Values, part.Aim.Met(probe.Logits));
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
        Remember(rows, here, loss.Of(logits, part.Aim), part.Aim.Met(logits));
    }

    private int[] Active() => stopEarly ? Rows.Without(found) : [.. Enumerable.Range(0, task.Count)];

    private void Remember(int[] rows, Tensor delta, Tensor losses, Tensor met)
    {
        bool[] hits = Rows.Flags(met);
        var index = Rows.Index(rows, delta.device);
        bool[] higher = Rows.Flags(losses.gt(values.index_select(0, index)));
        int[] better = [.. Enumerable.Range(0, rows.Length).Where(k => !found[rows[k]] && (hits[k] || higher[k]))];
        foreach (int k in better)
            found[rows[k]] |= hits[k];
        if (better.Length == 0)
            return;
        var from = Rows.Index(better, delta.device);
        var to = Rows.Index([.. better.Select(k => rows[k])], delta.device);
        best.index_copy_(0, to, delta.index_select(0, from));
        values.index_copy_(0, to, losses.index_select(0, from));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        best.Dispose();
        values.Dispose();
    }
}
