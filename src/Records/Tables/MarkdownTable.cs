using System.Text;

namespace Audit.Records.Tables;

/// <summary>Renders a table as GitHub-flavoured Markdown, columns padded so that the source reads as a table too; where a line is
/// short, each row by itself with its columns below each other.</summary>
public static class MarkdownTable
{
    /// <summary>The table, as wide as it is.</summary>
    public static string Render(Table table) => Render(table, new TableLook());

    /// <summary>The table as it was asked for.</summary>
    public static string Render(Table table, TableLook look)
    {
        StringBuilder text = new($"**{table.Title}**\n\n");
        foreach (string warning in table.Warnings)
            text.Append($"> **{warning}**\n\n");
        string[][] cells = [.. table.Rows.Select(row => row.Select(cell => Escape(Text(cell, look.Intervals))).ToArray())];
        string[] headers = [.. table.Columns.Select(column => Escape(column.Header))];
        bool[] left = [.. headers.Select((_, j) => CellText.IsText(table, j))];
        if (look.LineLength is { } length && Widths(headers, cells).Sum(w => w + 3) + 1 > length && cells.Length > 0)
            text.AppendJoin('\n', cells.Select(row => Grid(["", row[0]],
                [.. headers.Zip(row, (h, c) => (string[])[h, c]).Skip(1)], [true, true])));
        else
            text.Append(Grid(headers, cells, left));
        text.Append('\n');
        foreach (string note in table.Notes)
            text.Append($"* {note}\n");
        if (look.Intervals == IntervalPlace.None && table.Columns.Any(c => c.IsProportion))
            text.Append("* Intervals are left out here.\n");
        return text.ToString();
    }

    private static string Grid(string[] headers, string[][] cells, bool[] left)
    {
        StringBuilder text = new();
        int[] widths = Widths(headers, cells);
        Line(headers);
        Line([.. widths.Select((width, j) => left[j] ? new string('-', width) : new string('-', width - 1) + ":")]);
        foreach (string[] row in cells)
            Line(row);
        return text.ToString();

        void Line(string[] row) => text.Append("| ").AppendJoin(" | ", row.Select((cell, j) =>
            left[j] ? cell.PadRight(widths[j]) : cell.PadLeft(widths[j]))).Append(" |\n");
    }

    private static int[] Widths(string[] headers, string[][] cells) =>
        [.. headers.Select((header, j) => cells.Select(row => row[j].Length).Append(header.Length).Append(3).Max())];

    private static string Text(Cell cell, IntervalPlace? intervals) => intervals switch
    {
        IntervalPlace.None => CellText.Marked(cell),
        IntervalPlace.Below when CellText.Interval(cell) is { } interval => $"{CellText.Marked(cell)}<br>{interval}",
        _ => CellText.Of(cell),
    };

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
