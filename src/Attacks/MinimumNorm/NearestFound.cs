using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>The nearest adversarial image so far, for each image of a task.</summary>
internal sealed class NearestFound(AttackTask task) : IDisposable
{
    private readonly Kept best = new(task.X);
    private readonly double[] sizes = [.. Enumerable.Repeat(double.PositiveInfinity, task.Count)];

    /// <summary>Asks the oracle for the class of each image and takes note of what is nearer.</summary>
    /// <returns>Which of them meet the aim.</returns>
    public bool[] Look(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Note(x, task.Oracle.Meets(x, task.Aim));
    }

    /// <summary>Takes note of images that met the aim at one look, as far as they are nearer than those before and are
    /// confirmed.</summary>
    /// <param name="x">Images, [N,C,H,W].</param>
    /// <param name="met">Whether each met the aim, [N].</param>
    /// <param name="wanted">Images that are to be confirmed even if they are no nearer; null for none.</param>
    /// <returns>Which of them meet the aim; those that were not to be confirmed, by that one look.</returns>
    public bool[] Note(Tensor x, Tensor met, bool[]? wanted = null)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        double[] now = PerImage.Distances(x, task.X, task.Norm);
        bool[] hits = Rows.Flags(met);
        bool[] asked = [.. hits.Select((hit, k) => hit && (now[k] < sizes[k] || wanted?[k] == true))];
        bool[] won = task.Oracle.Confirm(x, task.Aim, asked).Won;
        int[] nearer = [.. Enumerable.Range(0, task.Count).Where(k => won[k] && now[k] < sizes[k])];
        foreach (int k in nearer)
            sizes[k] = now[k];
        if (nearer.Length > 0)
            Rows.Put(best.Value, nearer, x, nearer);
        return [.. hits.Select((hit, k) => asked[k] ? won[k] : hit)];
    }

    /// <summary>Bisects between each adversarial image and its clean one.</summary>
    public void Refine(int halvings = 8)
    {
        var (low, high) = (new double[task.Count], sizes.Select(s => double.IsFinite(s) ? 1.0 : 0).ToArray());
        using var far = new Kept(best.Value);
        for (int k = 0; k < halvings; k++)
        {
            using var scope = NewDisposeScope();
            double[] middle = [.. low.Zip(high, (a, b) => (a + b) / 2)];
            bool[] met = Look(task.X + (far.Value - task.X) * PerImage.Spread(PerImage.Of(middle, task.X), task.X));
            for (int i = 0; i < met.Length; i++)
                (low[i], high[i]) = met[i] ? (low[i], middle[i]) : (middle[i], high[i]);
        }
    }

    /// <summary>What was found; the caller's scope receives the images.</summary>
    public AttackResult Result() =>
        new(best.Value.clone().MoveToOuterDisposeScope(), [.. sizes.Select(double.IsFinite)],
            [.. sizes.Select(s => double.IsFinite(s) ? 1.0 : 0)]);

    /// <inheritdoc/>
    public void Dispose() => best.Dispose();
}
