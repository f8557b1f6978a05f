using System.Globalization;

namespace Audit.Networks.Probing;

/// <summary>One thing that was found.</summary>
/// <param name="Trait">What.</param>
/// <param name="Rows">Answers that show it.</param>
/// <param name="Compared">Answers that were looked at.</param>
/// <param name="Classes">Answers whose top class changed.</param>
/// <param name="Failure">What the model said where it failed; null where it answered.</param>
public sealed record ProbeFinding(Trait Trait, int Rows, int Compared, int Classes, string? Failure = null)
{
    /// <summary>One line for people.</summary>
    public string Text => Failure is not null ? $"it fails for some sizes of a batch ({Failure})" : Trait switch
    {
        Trait.DrawsRandomNumbers =>
            $"it draws random numbers of its own, or counts images ({Changed} when the same batch was given again, and copies "
            + $"of one image differ within a batch)",
        Trait.ChangesBetweenCalls =>
            $"it changes from call to call: it keeps state, reads a clock or draws once per call ({Changed} when the same batch "
            + $"was given again)",
        Trait.DependsOnPosition =>
            $"its answer depends on the image's position in the batch ({Changed} when images changed places)",
        Trait.DependsOnBatchSize => $"its answer depends on the size of the batch ({Changed} in batches of other sizes)",
        Trait.DependsOnNeighbours =>
            $"its answer depends on the other images of the batch, as batch statistics do ({Changed} when only others were "
            + $"replaced)",
        _ => string.Create(CultureInfo.InvariantCulture,
            $"it gives NaN or infinity for {Rows} of {Compared} images of finite pixels"),
    };

    // Logits that are equal up to rounding may still name another class.
    private string Changed => string.Create(CultureInfo.InvariantCulture,
        $"{Math.Max(Rows, Classes)} of {Compared} answers changed, {Classes} of them to another class");
}
