using System.Globalization;
using Audit.Inputs;

namespace Audit.Records.Plots;

/// <summary>A legend below the axes: side by side where the names fit, else one a line, in smaller print where a name is
/// longer than the figure is wide.</summary>
/// <param name="Look">Fonts and width.</param>
/// <param name="Across">Width of the figure in pixels.</param>
/// <param name="Names">What is named, in order.</param>
/// <param name="Title">Above the names; empty for nothing.</param>
internal sealed record Legend(FigureLook Look, int Across, IReadOnlyList<string> Names, string Title = "")
{
    private const double Sample = 34, Least = 4.5;

    private bool IsHorizontal => Names.Sum(n => Look.WidthOf(n) + Sample) < Across;

    /// <summary>Lines that it takes.</summary>
    public int Lines => (IsHorizontal ? 1 : Names.Count) + (Title.Length > 0 ? 1 : 0);

    /// <summary>gnuplot's key and the margin that it needs, tick marks and axis title included.</summary>
    public string Script => string.Create(CultureInfo.InvariantCulture, $"""
        set bmargin {4.4 + 1.35 * Lines:0.##}
        set key at screen 0.5, screen 0.02 center bottom {(IsHorizontal ? "horizontal" : "vertical")} Left reverse samplen 1.8 spacing 1.15 font ',{Size:0.##}' textcolor rgb '#222222'{Heading}
        """);

    private string Heading => Title.Length > 0 ? $" title {Gnuplot.Quote(Title)}" : "";

    private double Size
    {
        get
        {
            double longest = Names.Append(Title).Max(Look.WidthOf) + Sample;
            return longest <= Across ? Look.FontSize : Math.Max(Least, Look.FontSize * (Across - Sample) / (longest - Sample));
        }
    }

    /// <summary>"glyphs, 50 images"; images alone where the run does not name its data.</summary>
    public static string Data(string? data, int images) => string.Create(CultureInfo.InvariantCulture,
        $"{(string.IsNullOrEmpty(data) ? "" : Shown.Text(data, 40) + ", ")}{images} images");
}
