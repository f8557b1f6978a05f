using Audit.Inputs;

using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>DLR: the margin over a spread of the logits, which neither shift nor scale of the logits changes.</summary>
/// <remarks>
/// Source: Croce and Hein 2020, arXiv:2003.01690, equations (6) and (7). With z in descending order as z1, z2, ...:
/// -(zy - max of others) / (z1 - z3); aimed at t: -(zy - zt) / (z1 - (z3 + z4) / 2). Needs 3 classes, aimed 4.
/// </remarks>
public sealed record DifferenceOfLogitsRatio : ILoss
{
    /// <summary>Keeps the quotient finite where the leading logits are equal (the authors' code uses the same).</summary>
    private const double Tiny = 1e-12;

    /// <inheritdoc/>
    public Tensor Of(Tensor logits, Aim aim)
    {
        int needed = aim.Towards is null ? 3 : 4;
        if (logits.size(1) < needed)
            throw new UsageException($"the DLR loss needs at least {needed} classes, got {logits.size(1)}: use the margin loss");
        var sorted = logits.topk(needed, 1).Item1;
        var label = Classes.Pick(logits, aim.Labels);
        if (aim.Towards is { } target)
            return -(label - Classes.Pick(logits, target)) / (sorted.select(1,
                0) - (sorted.select(1, 2) + sorted.select(1, 3)) / 2 + Tiny);
        return -(label - Classes.BestOther(logits, aim.Labels)) / (sorted.select(1, 0) - sorted.select(1, 2) + Tiny);
    }
}
