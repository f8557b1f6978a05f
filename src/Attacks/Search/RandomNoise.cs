using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Random perturbations until one meets the aim: what finds nothing that a gradient attack misses, unless gradients
/// lie.</summary>
/// <remarks>Even tries are uniform in the ball. Odd tries in Linf are corners of the ball: they are further away, and the average
/// one is stronger. Sees labels only.</remarks>
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
        using var strongest = new StrongestFound(task);
        for (int k = 0; k < Tries && !strongest.IsComplete; k++)
        {
            using var inner = NewDisposeScope();
            int[] rows = strongest.Standing;
            var part = task.Select(rows);
            var budget = part.Budget;
            var noise = RandomStart.In(part.Norm, part.X, budget, part.Oracle.Images, part.Rng, k);
            if (k % 2 == 1 && part.Norm == Norm.Linf)
                noise = noise.sign() * PerImage.Spread(budget, noise);
            var delta = new BallAndBox(part.Norm, part.X, budget).Apply(noise);
            strongest.Note(rows, delta, part.Oracle.Meets(part.X + delta, part.Aim), losses: null);
        }
        return strongest.Result().ToOuterScope();
    }
}
