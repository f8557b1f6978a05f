using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>A black box that draws numbers of its own, or keeps state, as a model that draws: attacks average over its answers,
/// and
/// it is judged by a vote.</summary>
/// <remarks>Its draws cannot be named, so nothing that is measured on it can be repeated to the last digit.</remarks>
/// <param name="inner">The black box.</param>
/// <param name="oncePerCall">It draws once for a whole batch: each draw is then a call of its own.</param>
public sealed class SelfDrawing(IClassifier inner, bool oncePerCall) : RandomClassifier(inner)
{
    /// <inheritdoc/>
    public override Tensor Logits(Tensor x, Draws draws = default)
    {
        if (!oncePerCall || !draws.IsNamed)
            return Inner.Logits(x);
        using var scope = NewDisposeScope();
        var groups = Enumerable.Range(0, draws.Addresses.Length).GroupBy(row => draws.Addresses[row].Sample).Select(g =>
            g.ToArray())
            .ToList();
        if (groups.Count == 1)
            return Inner.Logits(x).MoveToOuterDisposeScope();
        var answers = cat([.. groups.Select(rows => Inner.Logits(x.index_select(0, Index(rows, x.device))))], 0);
        // Back into the order of the batch.
        int[] places = new int[draws.Addresses.Length];
        foreach (var (row, place) in groups.SelectMany(g => g).Select((row, place) => (row, place)))
            places[row] = place;
        return answers.index_select(0, Index(places, x.device)).MoveToOuterDisposeScope();
    }

    private static Tensor Index(int[] rows, Device device) => tensor([.. rows.Select(r => (long)r)], [rows.Length]).to(device);
}
