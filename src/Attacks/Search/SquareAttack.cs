using System.Runtime.InteropServices;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Square Attack: random search with squares; sees scores, no gradients.</summary>
/// <remarks>
/// Source: Andriushchenko et al. 2020, arXiv:1912.00049, algorithms 1 to 3: stripes at the start, then squares of one sign per
/// channel, kept when the margin does not fall. Linf as published. L2 keeps the idea in a simpler form: the square is a bump (its
/// algorithm 3 also moves mass from a second window); every try is scaled to the sphere of radius epsilon.
/// </remarks>
/// <param name="Queries">Most queries per image.</param>
/// <param name="Share">p: share of the pixels that the first squares cover.</param>
public sealed record SquareAttack(int Queries = 5000, double Share = 0.8) : IAttack
{
    /// <inheritdoc/>
    public string Name => "square";

    /// <inheritdoc/>
    public Access Needs => Access.Probabilities;

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var loss = new Margin();
        var projection = new BallAndBox(task.Norm, task.X, task.Budget);
        using var delta = new Kept(projection.Apply(Scaled(Stripes(task), task)));
        using var strongest = new StrongestFound(task);
        var (start, met) = Look(task, delta.Value, loss);
        using var values = new Kept(start);
        strongest.Note([.. Enumerable.Range(0, task.Count)], delta.Value, met, losses: null);
        for (int query = 1; query < Queries && !strongest.IsComplete; query++)
        {
            using var inner = NewDisposeScope();
            int[] rows = strongest.Standing;
            var index = Rows.Index(rows, delta.Value.device);
            var part = task.Select(rows);
            var here = delta.Value.index_select(0, index);
            var before = values.Value.index_select(0, index);
            var tried = new BallAndBox(part.Norm, part.X, part.Budget).Apply(Moved(part, here, query));
            var (now, hits) = Look(part, tried, loss);
            var better = now.ge(before).logical_or(hits);
            delta.Value.index_copy_(0, index, PerImage.Choose(better, tried, here));
            values.Value.index_copy_(0, index, where(better, now, before));
            strongest.Note(rows, tried, hits, losses: null);
        }
        return strongest.Result(otherwise: delta.Value).ToOuterScope();
    }

    /// <summary>The published schedule for 10,000 queries, compressed to this budget.</summary>
    internal double ShareAt(int query)
    {
        double at = (double)query / Queries * 10_000;
        double[] halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];
        return Share / Math.Pow(2, halvings.Count(h => at > h));
    }

    private static (Tensor Values, Tensor Met) Look(AttackTask task, Tensor delta, ILoss loss)
    {
        var scores = task.Oracle.Scores(task.X + delta);
        return (loss.Of(scores, task.Aim), task.Aim.Met(scores));
    }

    /// <summary>Vertical stripes of one pixel, one sign per channel and column.</summary>
    private static Tensor Stripes(AttackTask task)
    {
        var column = zeros([task.Count, task.X.size(1), 1, task.X.size(3)]);
        var noise = AddressedNoise.Uniform(column, task.Rng,
            [.. task.Oracle.Images.Select(i => new NoiseAddress(NoiseStream.Search, i, 0))]);
        return (noise.ge(0.5).to(float32) * 2 - 1).to(task.X.device).expand(task.X.shape).contiguous();
    }

    private Tensor Moved(AttackTask task, Tensor delta, int query)
    {
        long channels = delta.size(1), height = delta.size(2), width = delta.size(3);
        int side = (int)Math.Clamp(Math.Round(Math.Sqrt(ShareAt(query) * height * width)), 1, Math.Min(height, width));
        // Two numbers place the square, the others choose a sign for each channel.
        var draws = AddressedNoise.Uniform(zeros([task.Count, 2 + channels]), task.Rng,
            [.. task.Oracle.Images.Select(i => new NoiseAddress(NoiseStream.Search, i, query))]);
        float[] u = [.. MemoryMarshal.Cast<byte, float>(draws.bytes)];
        var moved = delta.cpu().clone();
        var budget = task.Epsilon;
        for (int row = 0; row < task.Count; row++)
        {
            int at = row * (int)(2 + channels);
            long top = (long)(u[at] * (height - side + 1)), left = (long)(u[at + 1] * (width - side + 1));
            for (int c = 0; c < channels; c++)
            {
                double sign = u[at + 2 + c] >= 0.5 ? 1 : -1;
                var window = moved.select(0, row).select(0, c).narrow(0, top, side).narrow(1, left, side);
                if (task.Norm == Norm.Linf)
                    window.fill_(sign * budget[row]);
                else
                    window.add_(sign * budget[row] / side * Math.Sqrt(ShareAt(query) / Share));
            }
        }
        return Scaled(moved.to(delta.device), task);
    }

    /// <summary>At full size: corners in Linf, the sphere in L2.</summary>
    private static Tensor Scaled(Tensor delta, AttackTask task) =>
        (task.Norm == Norm.Linf ? delta.sign() : PerImage.Normalised(delta, task.Norm)) * PerImage.Spread(task.Budget, delta);
}
