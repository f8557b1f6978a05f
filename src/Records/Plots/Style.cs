using System.Globalization;

namespace Audit.Records.Plots;

/// <summary>What all figures share: a palette that colour-blind readers can tell apart (Okabe and Ito), thin grey axes.</summary>
internal static class Style
{
    public const string Blue = "#0072B2";
    public const string Vermilion = "#D55E00";
    public const string Grey = "#666666";

    public static IReadOnlyList<string> Palette { get; } = [Blue, Vermilion, "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
        "#000000"];

    public const string Axes = """
        set datafile separator comma
        set datafile missing ''
        set border 3 lc rgb '#666666' lw 1
        set tics nomirror out scale 0.6 textcolor rgb '#333333'
        set grid lc rgb '#e6e6e6' lw 0.6 lt 1
        """;

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
