using System.Text;

namespace Audit.Records.Tables;

/// <summary>Renders a table for LaTeX; needs only the booktabs package.</summary>
public static class LatexTable
{
    public static string Render(Table table)
    {
        StringBuilder text = new("% needs \\usepackage{booktabs}\n\\begin{table}\n  \\centering\n");
        text.Append($"  \\caption{{{Escape(table.Title)}}}\n");
        foreach (string warning in table.Warnings)
            text.Append($"  \\textbf{{{Escape(warning)}}}\\par\n");
        string alignment = string.Concat(table.Columns.Select((_, j) => CellText.IsText(table, j) ? 'l' : 'r'));
        text.Append($"  \\begin{{tabular}}{{{alignment}}}\n    \\toprule\n");
        Line(table.Columns.Select(column => column.Header));
        text.Append("    \\midrule\n");
        foreach (IReadOnlyList<Cell> row in table.Rows)
            Line(row.Select(CellText.Of));
        text.Append("    \\bottomrule\n  \\end{tabular}\n");
        if (table.Notes.Count > 0)
            text.Append("  \\par\\smallskip\\footnotesize\n  ").AppendJoin("\n  ", table.Notes.Select(Escape)).Append('\n');
        return text.Append("\\end{table}\n").ToString();

        void Line(IEnumerable<string> cells) => text.Append("    ").AppendJoin(" & ", cells.Select(Escape)).Append(" \\\\\n");
    }

    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (char c in text)
            escaped.Append(c switch
            {
                '\\' => "\\textbackslash{}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{c}",
                _ => c.ToString(),
            });
        return escaped.ToString();
    }
}
