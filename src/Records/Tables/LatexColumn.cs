namespace Audit.Records.Tables;

/// <summary>A column as LaTeX sees it: heading in lines, cells as source, and the width of both.</summary>
/// <param name="Header">As people read it.</param>
/// <param name="IsText">Left-aligned; long names break.</param>
/// <param name="Cells">One a row.</param>
/// <param name="Intervals">Where intervals stand.</param>
internal sealed record LatexColumn(string Header, bool IsText, IReadOnlyList<Cell> Cells, IntervalPlace Intervals)
{
    private const double Size = 8, Small = 6, WidestName = 84, WidestHead = 52;

    /// <summary>The cells are headings of ours, in a table that is turned.</summary>
    public bool IsHeading { get; init; }

    /// <summary>The heading is a run's name, in a table that is turned.</summary>
    public bool IsHeaderLiteral { get; init; }

    /// <summary>Lines of the heading, from above.</summary>
    public IReadOnlyList<string> Heads => field ??= Wrapped(Header);

    /// <summary>In points.</summary>
    public double Width => Math.Max(Heads.Max(h => LatexWidth.Of(h, Size)), Body);

    /// <summary>In the preamble of a tabular.</summary>
    public string Alignment => !IsText ? "r" : Body < WidestName ? "l" : FormattableString.Invariant(
        $">{{\\raggedright\\arraybackslash}}p{{{Width:0}pt}}");

    /// <summary>A line of the heading as source; empty above the first.</summary>
    public string Head(int line) => line < 0 ? "" : IsHeaderLiteral ? LatexText.Plain(Heads[line]) : LatexText.Prose(Heads[line]);

    /// <summary>The value as source, with its interval where that stands beside it.</summary>
    public string Value(int row)
    {
        Cell cell = Cells[row];
        if (cell is TextCell name)
            return IsHeading ? LatexText.Prose(name.Text) : Breakable(name.Text);
        string value = LatexText.Number(CellText.Marked(cell));
        return Intervals == IntervalPlace.Beside && CellText.Interval(cell) is { } interval
            ? $"{value} {Little(interval)}" : value;
    }

    /// <summary>The interval as source where it stands below the value; empty without one.</summary>
    public string Below(int row) => Intervals == IntervalPlace.Below && CellText.Interval(Cells[row]) is { } interval
        ? Little(interval) : "";

    private double Body => Cells.Count == 0 ? 0 : Math.Min(Cells.Max(CellWidth), IsText ? WidestName : double.PositiveInfinity);

    private double CellWidth(Cell cell)
    {
        double value = LatexWidth.Of(CellText.Marked(cell), Size);
        double interval = CellText.Interval(cell) is { } text ? LatexWidth.Of(text, Small) : 0;
        return Intervals switch
        {
            IntervalPlace.Below => Math.Max(value, interval),
            IntervalPlace.Beside when interval > 0 => value + LatexWidth.Of(" ", Size) + interval,
            _ => value,
        };
    }

    private static string Little(string interval) => $"{{\\fontsize{{6}}{{7}}\\selectfont {LatexText.Plain(interval)}}}";

    /// <summary>A name that may break behind the marks that join its parts.</summary>
    private static string Breakable(string name) => LatexText.Plain(name)
        .Replace("-", "-\\allowbreak{}", StringComparison.Ordinal)
        .Replace("\\_", "\\_\\allowbreak{}", StringComparison.Ordinal).Replace("/", "/\\allowbreak{}", StringComparison.Ordinal);

    /// <summary>A heading in lines no wider than needed.</summary>
    private List<string> Wrapped(string header)
    {
        double most = Math.Max(WidestHead, Body);
        var lines = new List<string>();
        foreach (string word in Words(header))
        {
            // r = 0.25 is one expression.
            if (lines.Count > 0 && (LatexWidth.Of(lines[^1] + word, Size) <= most
                || header.StartsWith("r = ", StringComparison.Ordinal)))
                lines[^1] += word;
            else
                lines.Add(word.TrimStart(' '));
        }
        return lines;
    }

    /// <summary>What a line is cut between: words with the space before them, parts of names with the dash behind them.</summary>
    private static IEnumerable<string> Words(string header)
    {
        int start = 0;
        for (int i = 1; i < header.Length; i++)
        {
            if (header[i] == ' ' || header[i - 1] == '-')
            {
                yield return header[start..i];
                start = i;
            }
        }
        yield return header[start..];
    }
}
