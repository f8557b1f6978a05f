using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Random perturbations until one meets the aim: what finds nothing that a gradient attack misses, unless gradients lie.</summary>
/// <remarks>Even tries are uniform in the ball. Odd tries in Linf are corners of the ball: they are further away, and the average one is
/// stronger. Sees labels only.</remarks>
/// <param name="Tries">Perturbations tried for each image.</param>
public sealed record RandomNoise(int Tries = 1000) : IAttack
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public Access Needs => Access.Label;

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        using var scope = NewDisposeScope();
        var found = new bool[task.Count];
        var best = task.X.clone();
        for (int k = 0; k < Tries && !found.All(f => f); k++)
        {
            using var inner = NewDisposeScope();
            int[] rows = Rows.Without(found);
            var part = task.Select(rows);
            var budget = part.Budget;
            var noise = RandomStart.In(part.Norm, part.X, budget, part.Oracle.Images, part.Rng, k);
            if (k % 2 == 1 && part.Norm == Norm.Linf)
                noise = noise.sign() * PerImage.Spread(budget, noise);
            var tried = part.X + new BallAndBox(part.Norm, part.X, budget).Apply(noise);
            bool[] hits = Rows.Flags(part.Oracle.Meets(tried, part.Aim));
            int[] won = [.. Enumerable.Range(0, rows.Length).Where(r => hits[r])];
            if (won.Length == 0)
                continue;
            foreach (int r in won)
                found[rows[r]] = true;
            best = Rows.With(best, [.. won.Select(r => rows[r])], tried.index_select(0, Rows.Index(won, tried.device))).MoveToOuterDisposeScope();
        }
        return new AttackResult(best.MoveToOuterDisposeScope(), found);
    }
}
