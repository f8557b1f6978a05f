using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>One attempt after the other, each on the images that those before it left standing.</summary>
internal static class Survivors
{
    /// <param name="task">All images.</param>
    /// <param name="attempts">What is tried, in order.</param>
    /// <param name="named">Whose name a result without one bears.</param>
    public static AttackResult Pass(AttackTask task, IEnumerable<Func<AttackTask, AttackResult>> attempts, IAttack named) =>
        Pass(task, attempts.Select(a => (named.Name, a)), named.IsMinimumNorm);

    /// <summary>The same with a name for each attempt.</summary>
    public static AttackResult Pass(AttackTask task, IEnumerable<(string Name, Func<AttackTask, AttackResult> Attempt)> attempts,
        bool minimumNorm)
    {
        using var scope = NewDisposeScope();
        var (found, share) = (new bool[task.Count], new double[task.Count]);
        var by = new string[task.Count];
        var best = task.X.clone();
        (string Name, Func<AttackTask, AttackResult> Attempt)[] all = [.. attempts];
        string of = $"{string.Join(' ', all.Select(a => a.Name))} {task.Rng.Key:x} {string.Join(' ', task.Oracle.Images)}";
        int done = 0;
        if (task.Log?.Resume(task.Depth, of) is { } before)
        {
            (found, share, by, done) = ([.. before.Found], [.. before.Share], [.. before.By], before.Done);
            best = tensor(MemoryMarshal.Cast<byte, float>(before.XAdv).ToArray(), task.X.shape).to(task.X.device);
            task.Oracle.Restore(before.Spent);
        }
        bool first = done == 0;
        foreach (var (name, attempt) in all.Skip(done))
        {
            // The smallest perturbation is only known when all have tried; elsewhere a won image is left alone.
            int[] rows = minimumNorm ? [.. Enumerable.Range(0, task.Count)] : Rows.Without(found);
            if (rows.Length == 0)
                break;
            using var inner = NewDisposeScope();
            var part = task.Select(rows) with { Depth = task.Depth + 1 };
            var result = attempt(part);
            int[] taken = [.. Enumerable.Range(0, rows.Length)
                .Where(k => first || Better(result, k, found[rows[k]], share[rows[k]], rows[k], best, task, minimumNorm))];
            foreach (int k in taken)
            {
                found[rows[k]] |= result.Found[k];
                share[rows[k]] = result.Share[k];
                by[rows[k]] = result.By?[k] ?? name;
            }
            best = Rows.With(best, [.. taken.Select(k => rows[k])], result.XAdv.index_select(0, Rows.Index(taken, best.device)))
                .MoveToOuterDisposeScope();
            first = false;
            done++;
            task.Log?.Note(task.Depth, new SettledAttempts
            {
                Of = of,
                Done = done,
                Found = [.. found],
                Share = [.. share],
                By = [.. by],
                XAdv = best.detach().cpu().contiguous().bytes.ToArray(),
                Spent = task.Oracle.Save(),
            });
            task.After?.Invoke(name, found.Count(f => !f), task.Count);
        }
        return new AttackResult(best, found, share, by).ToOuterScope();
    }

    private static bool Better(AttackResult result, int k, bool hadFound, double hadShare, int row, Tensor best, AttackTask task,
        bool minimumNorm)
    {
        // Where neither is won, what more draws of a random victim fell for.
        if (!result.Found[k] || !hadFound)
            return result.Found[k] || (!hadFound && result.Share[k] > hadShare);
        if (!minimumNorm)
            return false;
        using var scope = NewDisposeScope();
        var clean = task.X.narrow(0, row, 1);
        return PerImage.Size(result.XAdv.narrow(0, k, 1) - clean, task.Norm)
            .ToDouble() < PerImage.Size(best.narrow(0, row, 1) - clean, task.Norm).ToDouble();
    }
}
