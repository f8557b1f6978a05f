namespace Audit.Attacks;

/// <summary><see cref="Spent"/> at one moment, as it is stored.</summary>
public sealed record SpentNumbers
{
    /// <summary>Of each image, in this order: queries, confirmations, wins, gradient passes, gradients that were not finite, that
    /// vanished, draws, ratios of averaged gradients.</summary>
    public required long[][] Counts { get; init; }

    /// <summary>Sum of the ratios of averaged gradients.</summary>
    public required double[] Ratios { get; init; }
}
