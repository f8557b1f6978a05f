using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A first image that meets the aim, however far away: what attacks that walk along the boundary begin with.</summary>
/// <remarks>
/// Tried in this order, as far as the queries go: uniform noise; the other images of the batch, most of which are of other
/// classes;
/// noise blended into the image, as little of it as will do; noise of black and white, of blocks of a quarter of the side, and
/// plain grey; and again with other draws, until <see cref="Share"/> of the queries is spent. An image that no start is found for
/// says nothing about the model.
/// </remarks>
/// <param name="task">One image.</param>
/// <param name="queries">Most queries about it.</param>
/// <param name="ask">Which of some images meet the aim.</param>
internal sealed class FarStart(AttackTask task, long queries, Func<AttackTask, Tensor, List<bool>> ask)
{
    /// <summary>Uniform noise of the first round: nearly every network calls some of it something else.</summary>
    private const int Plain = 20;

    /// <summary>Blends of each direction.</summary>
    private const int Blends = 8;

    /// <summary>The part of the queries that may go into the search, unless there are very few of them.</summary>
    private const double Share = 0.5;

    private const int Kinds = 4;

    private int sample;

    /// <param name="others">Other images, [N,C,H,W].</param>
    /// <returns>[1,C,H,W] in the box; null where nothing was found.</returns>
    public Tensor? Find(Tensor others)
    {
        using var scope = NewDisposeScope();
        foreach (var candidate in Candidates(others))
        {
            if (task.Oracle.Queries(0) + task.Oracle.DrawsPerAnswer > queries)
                return null;
            if (ask(task, candidate)[0] && task.Oracle.Confirm(candidate, task.Aim, [true]).Won[0])
                return candidate.MoveToOuterDisposeScope();
        }
        return null;
    }

    private IEnumerable<Tensor> Candidates(Tensor others)
    {
        for (int k = 0; k < Plain; k++)
            yield return Uniform();
        for (long k = 0; k < others.size(0); k++)
            yield return others.narrow(0, k, 1).clone();
        for (int round = 0; task.Oracle.Queries(0) < Share * queries; round++)
        {
            var noise = Kind(round % Kinds);
            for (int part = 1; part <= Blends; part++)
                yield return task.X + ((noise - task.X) * ((double)part / Blends));
        }
    }

    private Tensor Kind(int kind) => kind switch
    {
        0 => Uniform(),
        1 => Uniform().ge(0.5).to(float32),
        2 => Blocks(),
        _ => ones_like(task.X) * Uniform().mean(),
    };

    private Tensor Uniform() =>
        AddressedNoise.Uniform(task.X, task.Rng, [new NoiseAddress(NoiseStream.Start, task.Oracle.Images[0], sample++)]);

    /// <summary>Black or white blocks of a quarter of the side.</summary>
    private Tensor Blocks()
    {
        long height = Math.Max(1, task.X.size(2) / 4), width = Math.Max(1, task.X.size(3) / 4);
        var rows = (arange(task.X.size(2), dtype: int64, device: task.X.device) / height).to(int64) * height;
        var columns = (arange(task.X.size(3), dtype: int64, device: task.X.device) / width).to(int64) * width;
        return Uniform().index_select(2, rows).index_select(3, columns).ge(0.5).to(float32);
    }
}
