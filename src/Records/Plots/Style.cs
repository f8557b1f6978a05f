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

    /// <summary>A legend below the axes: side by side, or one entry a line where the names are long.</summary>
    public static string KeyBelow(int lines = 1) => $"""
        set bmargin {Number(4.6 + 1.5 * lines)}
        set key at screen 0.5, screen 0.025 center bottom {(lines == 1 ? "horizontal" : "vertical")} Left reverse samplen 1.8 spacing 1.2 textcolor rgb '#222222'
        """;

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A dashed vertical line at the largest radius that the votes allow.</summary>
    public static string CeilingLine(double radius, string colour, string label) => $"""
        set arrow from {Number(radius)}, graph 0 to {Number(radius)}, graph 1 nohead dashtype (6,4) lw 1 lc rgb '{colour}' front
        set label {Gnuplot.Quote(label)} at {Number(radius)}, graph 0.98 right rotate by 90 offset character -1.1, 0 textcolor rgb '{colour}' front
        """;
}
