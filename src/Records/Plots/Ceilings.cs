using System.Globalization;

namespace Audit.Records.Plots;

/// <summary>The largest radii that votes allow: dashed lines, their values above the axes, where no curve runs. Values that would
/// stand in each other's way share a label.</summary>
/// <param name="Look">Fonts.</param>
/// <param name="Across">Width of the figure in pixels.</param>
/// <param name="Most">End of the axis.</param>
/// <param name="Radii">Each with its colour.</param>
internal sealed record Ceilings(FigureLook Look, int Across, double Most, IReadOnlyList<(double Radius, string Colour)> Radii)
{
    /// <summary>How the legend names the lines.</summary>
    public const string Name = "ceiling: largest radius that N votes certify";

    private IEnumerable<(double Radius, string Colour)> Shown => Radii.Where(r => r.Radius <= Most).DistinctBy(r => r.Radius)
        .OrderBy(r => r.Radius);

    /// <summary>Whether any is within the axis.</summary>
    public bool Any => Shown.Any();

    /// <summary>The plot's part for the legend.</summary>
    public static string Entry => $"NaN with lines dashtype (6,4) lw 1 lc rgb '{Style.Grey}' title '{Name}'";

    /// <summary>Arrows and labels.</summary>
    public string Script => string.Join("\n", Shown.Select(r => string.Create(CultureInfo.InvariantCulture,
        $"set arrow from {Style.Number(r.Radius)}, graph 0 to {Style.Number(r.Radius)}, graph 1 "
            + $"nohead dashtype (6,4) lw 1 lc rgb '{r.Colour}' front"))
        .Concat(Groups().Select(g => string.Create(CultureInfo.InvariantCulture,
        $"set label {Gnuplot.Quote(g.Text)} at {Style.Number(g.Radius)}, graph 1 {g.Side} "
            + $"offset 0, character 0.5 textcolor rgb '{g.Colour}' front"))));

    private List<(double Radius, string Text, string Colour, string Side)> Groups()
    {
        var groups = new List<(double Radius, string Text, string Colour, string Side)>();
        foreach (var (radius, colour) in Shown)
        {
            string text = radius.ToString("0.000", CultureInfo.InvariantCulture);
            // A label hangs to the left of its line at the right end of the axis.
            string side = radius > 0.93 * Most ? "right" : "center";
            if (groups.Count > 0 && (radius - groups[^1].Radius) / Most * Across < Look.WidthOf(groups[^1].Text + text) * 0.75)
                groups[^1] = (radius, $"{groups[^1].Text}, {text}", Style.Grey, "right");
            else
                groups.Add((radius, text, colour, side));
        }
        return groups;
    }
}
