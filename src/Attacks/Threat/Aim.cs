using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>What counts as success, and which classes a loss steers towards.</summary>
/// <param name="Labels">True classes, [N] int64.</param>
/// <param name="Targets">Classes that must be reached, [N]; null where any wrong class will do.</param>
/// <param name="Guide">Classes that losses steer towards without success depending on them, [N]; null for none.</param>
public sealed record Aim(Tensor Labels, Tensor? Targets = null, Tensor? Guide = null)
{
    /// <summary>The classes that losses steer towards; null where they only lead away from the labels.</summary>
    public Tensor? Towards => Guide ?? Targets;

    /// <summary>Whether each row of logits [N,classes] meets the aim, [N]. A row with a NaN or an infinity names no class, so it
    /// meets
    /// the aim of leaving the label, and never that of reaching a class.</summary>
    public Tensor Met(Tensor logits)
    {
        var top = TopVote.Classes(logits);
        return Targets is null ? top.ne(Labels) : top.eq(Targets);
    }

    /// <summary>The aim of the batch repeated, block after block.</summary>
    public Aim Repeat(long times) => times == 1 ? this : new(Labels.repeat(times), Targets?.repeat(times), Guide?.repeat(times));

    /// <summary>The aim of some images.</summary>
    /// <param name="rows">Their rows, int64.</param>
    public Aim Select(Tensor rows) => new(Labels.index_select(0, rows), Targets?.index_select(0, rows), Guide
        ?.index_select(0, rows));
}
