using System.Globalization;
using Audit.Inputs;

namespace Audit.Records.Plots;

/// <summary>How a figure is drawn: for a screen, or for a column of a page.</summary>
public sealed record FigureLook
{
    /// <summary>Family that is drawn with unless another one is asked for.</summary>
    public const string DefaultFont = "DejaVu Sans";

    private const double Dpi = 96, PointsPerInch = 72;

    /// <summary>Width on paper; null for a screen.</summary>
    public PrintLength? Width { get; init; }

    /// <summary>Family of the font.</summary>
    public string Font { get; init; } = DefaultFont;

    /// <summary>Stands above the figure; empty for nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What a reader must not miss; stands above the figure too.</summary>
    public string Warning { get; init; } = "";

    /// <summary>Size of the font in points: that of captions and notes on paper.</summary>
    public double FontSize => Width is null ? 10 : Width.Inches <= 4 ? 8 : 9;

    /// <summary>Pixels of a line of text, at 96 dpi.</summary>
    public double Line => FontSize * Dpi / PointsPerInch * 1.3;

    /// <summary>Lines above the plot.</summary>
    public int HeadLines => (Title.Length > 0 ? 1 : 0) + (Warning.Length > 0 ? 1 : 0);

    /// <summary>Pixels across at 96 dpi.</summary>
    /// <param name="screen">On a screen.</param>
    public int Across(int screen) => Width is null ? screen : (int)Math.Round(Width.Inches * Dpi);

    /// <summary>From above, how many pixels a text takes.</summary>
    public double WidthOf(string text) => text.Length * FontSize * Dpi / PointsPerInch * 0.6;

    /// <summary>Width and height in pixels of a plot with its legend below.</summary>
    /// <param name="screen">Width on a screen.</param>
    /// <param name="ratio">Height of the axes by the width of the figure.</param>
    /// <param name="lines">Lines of text above and below the axes.</param>
    public (int Width, int Height) Size(int screen, double ratio, double lines)
    {
        int across = Across(screen);
        return (across, (int)Math.Round(across * ratio + (lines + HeadLines) * Line));
    }

    /// <summary>gnuplot's title, where there is one; the warning in a colour where it stands alone.</summary>
    public string TitleLine => HeadLines == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
        $"set title {Head} textcolor rgb '{(Title.Length == 0 ? Style.Vermilion : "#222222")}'");

    /// <summary>Title and warning as an expression of gnuplot: texts taken literally, a line end between them.</summary>
    public string Head => string.Join(".\"\\n\".", new[] { Title, Warning }.Where(t => t.Length > 0).Select(Gnuplot.Quote));
}
