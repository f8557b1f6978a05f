using System.Globalization;

namespace Audit.Inputs;

/// <summary>Which numbers an option takes; both ends belong to it unless they are said not to.</summary>
/// <param name="Least">Smallest number.</param>
/// <param name="Most">Largest number.</param>
public sealed record Limits(double Least = double.NegativeInfinity, double Most = double.PositiveInfinity)
{
    /// <summary>Whether <see cref="Least"/> itself is refused.</summary>
    public bool AboveLeast { get; init; }

    /// <summary>Whether <see cref="Most"/> itself is refused.</summary>
    public bool BelowMost { get; init; }

    /// <summary>What stands behind the range in a message: the unit, or another way to answer.</summary>
    public string Note { get; init; } = "";

    /// <summary>Every number.</summary>
    public static Limits None { get; } = new();

    /// <summary>Above 0.</summary>
    public static Limits Positive { get; } = new(0) { AboveLeast = true };

    /// <summary>0 or more.</summary>
    public static Limits NotNegative { get; } = new(0);

    /// <summary>Weights of a penalty: beyond, nothing else of a loss is left in float32.</summary>
    public static Limits Weight { get; } = new(0, 1e6);

    /// <summary>Lengths of a step, learning rates: beyond, one step leaves float32.</summary>
    public static Limits Step { get; } = new(0, 1e6) { AboveLeast = true };

    /// <summary>1 or more.</summary>
    public static Limits Counted { get; } = new(1);

    /// <summary>A probability that is neither 0 nor 1.</summary>
    public static Limits Probability { get; } = new(0, 1) { AboveLeast = true, BelowMost = true };

    /// <summary>Standard deviations of noise: what leaves pixels of [0,1] unchanged in float32, or nothing of them, is a
    /// slip.</summary>
    public static Limits Sigma { get; } = new(1e-6, 1e6) { Note = " (pixel units of [0,1])" };

    /// <summary>Sizes of a perturbation or of a certified region.</summary>
    public static Limits Size { get; } = new(0, 1e6) { AboveLeast = true, Note = " such as 0.1 or 8/255" };

    /// <summary>Whether a number is within.</summary>
    public bool Allow(double value) =>
        (AboveLeast ? value > Least : value >= Least) && (BelowMost ? value < Most : value <= Most) && double.IsFinite(value);

    /// <summary>"a number above 0", "a whole number from 1 to 10000".</summary>
    /// <param name="whole">Whether the option takes whole numbers only.</param>
    public string Text(bool whole) => $"a {(whole ? "whole " : "")}number{Range}{Note}";

    private string Range => (double.IsFinite(Least), double.IsFinite(Most)) switch
    {
        (true, true) when AboveLeast == BelowMost => AboveLeast ? $" between {Plain(Least)} and {Plain(Most)}"
            : $" from {Plain(Least)} to {Plain(Most)}",
        (true, true) => $" {Lower} and {Upper}",
        (true, false) => $" {Lower}",
        (false, true) => $" {Upper}",
        _ => "",
    };

    private string Lower => $"{(AboveLeast ? "above" : "of at least")} {Plain(Least)}";

    private string Upper => $"{(BelowMost ? "below" : "at most")} {Plain(Most)}";

    private static string Plain(double value) => value.ToString(Math.Abs(value) is >= 1e-3 and < 1e15 or 0 ? "0.############"
        : "R", CultureInfo.InvariantCulture);
}
