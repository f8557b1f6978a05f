using System.Text;

namespace Audit.Records.Tables;

/// <summary>Renders a table as GitHub-flavoured Markdown, columns padded so that the source reads as a table too.</summary>
public static class MarkdownTable
{
    public static string Render(Table table)
    {
        StringBuilder text = new($"**{table.Title}**\n\n");
        foreach (string warning in table.Warnings)
            text.Append($"> **{warning}**\n\n");
        string[][] cells = [.. table.Rows.Select(row => row.Select(cell => Escape(CellText.Of(cell))).ToArray())];
        string[] headers = [.. table.Columns.Select(column => Escape(column.Header))];
        int[] widths = [.. headers.Select((header, j) => cells.Select(row => row[j].Length).Append(header.Length).Append(3)
            .Max())];
        bool[] left = [.. headers.Select((_, j) => CellText.IsText(table, j))];
        Line(headers);
        Line([.. widths.Select((width, j) => left[j] ? new string('-', width) : new string('-', width - 1) + ":")]);
        foreach (string[] row in cells)
            Line(row);
        text.Append('\n');
        foreach (string note in table.Notes)
            text.Append($"* {note}\n");
        return text.ToString();

        void Line(string[] row) => text.Append("| ").AppendJoin(" | ", row.Select((cell, j) =>
            left[j] ? cell.PadRight(widths[j]) : cell.PadLeft(widths[j]))).Append(" |\n");
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
