namespace Audit.Records.Tables;

/// <summary>How a table is cut so that it fits a width: columns side by side, in several parts, or turned with a column for each
/// run.</summary>
/// <param name="Parts">Tabulars, one below the other.</param>
/// <param name="Shared">What all rows share, by heading.</param>
internal sealed record LatexLayout(IReadOnlyList<LatexPart> Parts, IReadOnlyList<(string Header, string Value)> Shared)
{
    private const double Separation = 6; // twice \tabcolsep
    private const int MostParts = 2;

    /// <summary>The layout of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="look">Width and intervals.</param>
    /// <param name="chosen">Whether the reader chose the columns: then all of them are shown.</param>
    public static LatexLayout Of(Table table, TableLook look, bool chosen)
    {
        var shared = new List<(string, string)>();
        var columns = new List<LatexColumn>();
        for (int j = 0; j < table.Columns.Count; j++)
        {
            Cell[] cells = [.. table.Rows.Select(row => row[j])];
            if (!chosen && (table.Columns[j].Key.EndsWith("key", StringComparison.Ordinal)
                || (cells.Length > 0 && cells.All(c => c is EmptyCell))))
                continue;
            if (!chosen && j > 0 && IsShared(cells))
                shared.Add((table.Columns[j].Header, CellText.Of(cells[0])));
            else
                columns.Add(new(table.Columns[j].Header, CellText.IsText(table, j), cells,
                    look.Intervals ?? IntervalPlace.Below));
        }
        return new(Arranged(columns, look), shared);
    }

    /// <summary>Settings of a single run, and whatever several runs agree in; measured shares stay.</summary>
    private static bool IsShared(Cell[] cells) => cells.Length > 0 && cells.Distinct().Count() == 1
        && cells[0] is not (ProportionCell or IntervalCell)
        && (cells.Length > 1 || cells[0] is SettingCell or TextCell);

    private static IReadOnlyList<LatexPart> Arranged(List<LatexColumn> columns, TableLook look)
    {
        double width = look.Width.Points;
        var beside = Cut(columns, width);
        if (beside.Count <= MostParts || columns[0].Cells.Count == 0)
            return [.. beside.Select(Part)];
        // Turned: a row for each column, a column for each run, intervals beside values where one run leaves the room.
        var turned = Cut(Turned(columns, look.Intervals
            ?? (columns[0].Cells.Count == 1 ? IntervalPlace.Beside : IntervalPlace.Below)), width);
        return [.. (turned.Count < beside.Count ? turned : beside).Select(Part)];
    }

    /// <summary>Groups of columns that fit; each begins with the columns that name the rows.</summary>
    private static List<List<LatexColumn>> Cut(List<LatexColumn> columns, double width)
    {
        int names = Names(columns);
        double start = columns.Take(names).Sum(c => c.Width) + (names - 1) * Separation, used = double.PositiveInfinity;
        var parts = new List<List<LatexColumn>>();
        foreach (LatexColumn column in columns.Skip(names))
        {
            if (used + Separation + column.Width > width)
            {
                parts.Add([.. columns.Take(names)]);
                used = start;
            }
            parts[^1].Add(column);
            used += Separation + column.Width;
        }
        return parts.Count == 0 ? [columns] : parts;
    }

    /// <summary>How many of the first columns it takes to tell the rows apart; one where three do not.</summary>
    private static int Names(List<LatexColumn> columns)
    {
        for (int count = 1; count <= Math.Min(3, columns.Count); count++)
        {
            if (Enumerable.Range(0, columns[0].Cells.Count).Select(row => string.Join('\n', columns.Take(count)
                .Select(c => CellText.Of(c.Cells[row])))).Distinct().Count() == columns[0].Cells.Count)
                return count;
        }
        return 1;
    }

    private static List<LatexColumn> Turned(List<LatexColumn> columns, IntervalPlace intervals) =>
    [
        new("", IsText: true, [.. columns.Skip(1).Select(c => new TextCell(c.Header))], intervals) { IsHeading = true },
        .. columns[0].Cells.Select((run, i) => new LatexColumn(CellText.Of(run), IsText: false,
            [.. columns.Skip(1).Select(c => c.Cells[i])], intervals) { IsHeaderLiteral = true }),
    ];

    private static LatexPart Part(List<LatexColumn> columns)
    {
        int heads = columns.Max(c => c.Heads.Count), rows = columns[0].Cells.Count;
        return new(string.Concat(columns.Select(c => c.Alignment)),
            [.. Enumerable.Range(0, heads).Select(k => columns.Select(c => c.Head(k - heads + c.Heads.Count)).ToArray())],
            [.. Enumerable.Range(0, rows).Select(i => Lines(columns, i))]);
    }

    private static string[][] Lines(List<LatexColumn> columns, int row)
    {
        string[] values = [.. columns.Select(c => c.Value(row))], below = [.. columns.Select(c => c.Below(row))];
        return below.All(b => b.Length == 0) ? [values] : [values, below];
    }
}
