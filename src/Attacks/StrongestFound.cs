using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>The strongest perturbation so far, for each image of a task.</summary>
/// <remarks>
/// One that is won, and the first such; before that the one that most fresh draws of a random victim fell for; before that the
/// one with the largest loss. With it, more steps or restarts never help the defender.
/// </remarks>
internal sealed class StrongestFound(AttackTask task) : IDisposable
{
    private readonly bool[] found = new bool[task.Count];
    private readonly double[] shares = new double[task.Count];
    private readonly Tensor best = zeros_like(task.X).DetachFromDisposeScope();
    private readonly Tensor values = full([task.Count], double.NegativeInfinity, float32, task.X.device).DetachFromDisposeScope();

    /// <summary>Whether every image is won.</summary>
    public bool IsComplete => found.All(f => f);

    /// <summary>Images that are not won.</summary>
    public int[] Standing => Rows.Without(found);

    /// <summary>Takes note of perturbations of some images.</summary>
    /// <param name="rows">The images.</param>
    /// <param name="delta">Their perturbations, [rows,...].</param>
    /// <param name="met">Whether each met the aim at this look, [rows].</param>
    /// <param name="losses">Losses, [rows]; null where only those that met the aim count.</param>
    public void Note(int[] rows, Tensor delta, Tensor met, Tensor? losses)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        bool[] hits = [.. Rows.Flags(met).Zip(rows, (hit, row) => hit && !found[row])];
        var index = Rows.Index(rows, delta.device);
        bool[] higher = losses is null ? new bool[rows.Length] : Rows.Flags(losses.gt(values.index_select(0, index)));
        var (won, share) = Confirmed(rows, delta, hits);
        bool Better(int k) => !found[rows[k]] && (won[k] || share[k] > shares[rows[k]]
            || (share[k] == shares[rows[k]] && higher[k]));
        int[] better = [.. Enumerable.Range(0, rows.Length).Where(Better)];
        foreach (int k in better)
            (found[rows[k]], shares[rows[k]]) = (won[k], share[k]);
        if (better.Length == 0)
            return;
        int[] to = [.. better.Select(k => rows[k])];
        Rows.Put(best, to, delta, better);
        if (losses is not null)
            Rows.Put(values, to, losses, better);
    }

    private Confirmation Confirmed(int[] rows, Tensor delta, bool[] hits)
    {
        if (!task.Oracle.IsRandom)
            return task.Oracle.Certain(hits, rows);
        var part = rows.Length == task.Count ? task : task.Select(rows);
        return part.Oracle.Confirm(part.X + delta, part.Aim, hits, [.. rows.Select(r => shares[r])]);
    }

    /// <summary>What was found; the caller's scope receives the images.</summary>
    /// <param name="otherwise">Perturbations of the images of which nothing met the aim; null for the best noted.</param>
    public AttackResult Result(Tensor? otherwise = null)
    {
        using var scope = NewDisposeScope();
        var delta = otherwise is null ? best : PerImage.Choose(tensor([.. shares.Select(s => s > 0)], [shares.Length])
            .to(best.device), best, otherwise);
        return new AttackResult(task.X + delta, [.. found], [.. shares]).ToOuterScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        best.Dispose();
        values.Dispose();
    }
}
