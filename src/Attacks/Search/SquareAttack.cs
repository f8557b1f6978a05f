using System.Runtime.InteropServices;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Square Attack: random search with squares; sees scores, no gradients.</summary>
/// <remarks>
/// Source: Andriushchenko et al. 2020, arXiv:1912.00049, algorithms 1 to 3: a start, then squares, kept when the margin does not
/// fall. Linf, L2 and L1 as published. In L2 the second of several starts, and every other one after it, is a search of our own
/// (<see cref="SquareCorners"/>): which of the two is the stronger depends on the network.
/// </remarks>
/// <param name="Queries">Most queries per image and start.</param>
/// <param name="Share">p: share of the pixels that the first squares cover.</param>
public sealed record SquareAttack(int Queries = 5000, double Share = 0.8) : IAttack
{
    /// <inheritdoc/>
    public string Name => "square";

    /// <inheritdoc/>
    public Access Needs => Access.Probabilities;

    /// <summary>In L2, the search of our own in place of the published one.</summary>
    public bool Own { get; init; }

    /// <summary>The attack as often as asked for, on the images that are left; in L2 the two searches take turns.</summary>
    /// <param name="norm">Norm of the ball.</param>
    /// <param name="queries">Queries per image and start.</param>
    /// <param name="starts">How many; null for one, and for one of each kind in L2.</param>
    public static IAttack Starts(Norm norm, int queries, int? starts = null)
    {
        var published = new SquareAttack(queries);
        int count = starts ?? (norm == Norm.L2 ? 2 : 1);
        return count == 1 ? published : norm == Norm.L2 ? new InTurns(published, published with { Own = true }, count)
            : new Restarts(published, count);
    }

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var loss = new Margin();
        ISquareMoves moves = task.Norm == Norm.Linf || (Own && task.Norm == Norm.L2)
            ? new SquareCorners(task.Norm == Norm.L2, Share) : new SquareWindows(task.Norm);
        using var delta = new Kept(Inside(task, Start(task, moves)));
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
            var tried = Inside(part, Moved(part, moves, here, query));
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

    private static Tensor Start(AttackTask task, ISquareMoves moves)
    {
        var delta = zeros(task.X.shape);
        Each(task, delta, moves.StartDraws((int)delta.size(1), (int)delta.size(2), (int)delta.size(3)), 0,
            (picture, _, u) => moves.Start(picture, u));
        return delta.to(task.X.device);
    }

    private Tensor Moved(AttackTask task, ISquareMoves moves, Tensor delta, int query)
    {
        var moved = delta.cpu().contiguous().clone();
        double share = ShareAt(query);
        Each(task, moved, moves.MoveDraws((int)delta.size(1)), query, (picture, row, u) =>
            moves.Move(picture, share, task.Epsilon[row], u));
        return moved.to(delta.device);
    }

    private delegate void Change(Picture picture, int row, ReadOnlySpan<float> u);

    /// <summary>Does something to each image with uniform numbers of its own.</summary>
    private static void Each(AttackTask task, Tensor images, int draws, int query, Change change)
    {
        var uniform = AddressedNoise.Uniform(zeros([task.Count, draws]), task.Rng,
            [.. task.Oracle.Images.Select(i => new NoiseAddress(NoiseStream.Search, i, query))]);
        int length = (int)(images.numel() / Math.Max(1, task.Count));
        for (int row = 0; row < task.Count; row++)
        {
            var values = MemoryMarshal.Cast<byte, float>(images.bytes).Slice(row * length, length);
            change(new Picture(values, (int)images.size(1), (int)images.size(2), (int)images.size(3)), row,
                MemoryMarshal.Cast<byte, float>(uniform.bytes).Slice(row * draws, draws));
        }
    }

    /// <summary>At full size (corners in Linf, the sphere elsewhere), and then in the ball and the box.</summary>
    private static Tensor Inside(AttackTask task, Tensor delta) => new BallAndBox(task.Norm, task.X, task.Budget)
        .Apply((task.Norm == Norm.Linf ? delta.sign() : PerImage.Normalised(delta, task.Norm))
            * PerImage.Spread(task.Budget, delta));

    /// <summary>Two searches that take turns on what is left.</summary>
    private sealed record InTurns(IAttack First, IAttack Second, int Count) : IAttack
    {
        public string Name => First.Name;

        public Access Needs => First.Needs;

        public AttackResult Run(AttackTask task) => Survivors.Pass(task,
            Enumerable.Range(0, Count).Select(k => (Func<AttackTask, AttackResult>)(left =>
                (k % 2 == 0 ? First : Second).Run(k == 0 ? left : left with { Rng = left.Rng.Derive(k) }))), this);
    }
}
