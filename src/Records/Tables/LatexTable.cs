using System.Globalization;
using System.Text;

namespace Audit.Records.Tables;

/// <summary>Renders a table for LaTeX, made to fit a column of text: what all rows share stands below the table, intervals below
/// their values, and a table that is still too wide goes on in a second part or is turned. Needs the packages booktabs and
/// array.</summary>
internal sealed class LatexTable
{
    private const double Widest = 4;

    private readonly Table table;
    private readonly TableLook look;
    private readonly StringBuilder text = new();

    private LatexTable(Table table, TableLook look) => (this.table, this.look) = (table, look);

    /// <summary>The table as source.</summary>
    public static string Render(Table table, TableLook look) => new LatexTable(table, look).Render();

    private string Render()
    {
        bool chosen = look.Columns is { Count: > 0 };
        LatexLayout layout = LatexLayout.Of(table, look, chosen);
        // A table that is wider than a column of a page of two spans both.
        string environment = look.Width.Inches > Widest ? "table*" : "table";
        text.Append("% needs \\usepackage{booktabs,array}\n");
        foreach (string line in Keys())
            text.Append($"% {line}\n");
        text.Append($"\\begin{{{environment}}}\n  \\centering\n");
        text.Append($"  \\caption{{{look.Caption ?? LatexText.Prose(table.Title)}}}\n");
        if (look.Label is { } label)
            text.Append($"  \\label{{{label}}}\n");
        text.Append("  \\smallskip\n  \\setlength{\\tabcolsep}{3pt}\n");
        text.Append("  \\fontsize{8}{9.5}\\selectfont\n");
        foreach (string warning in table.Warnings)
            text.Append($"  {{\\raggedright\\bfseries {LatexText.Prose(warning)}\\par}}\\smallskip\n");
        text.AppendJoin("  \\par\\medskip\n", layout.Parts.Select(Part));
        Notes(layout.Shared);
        return text.Append($"\\end{{{environment}}}\n").ToString();
    }

    private static string Part(LatexPart part)
    {
        StringBuilder source = new($"  \\begin{{tabular}}{{@{{}}{part.Alignment}@{{}}}}\n    \\toprule\n");
        foreach (string[] line in part.Heads)
            source.Append(Line(line));
        source.Append("    \\midrule\n");
        for (int i = 0; i < part.Rows.Count; i++)
        {
            foreach (string[] line in part.Rows[i])
                source.Append(Line(line));
            if (part.Rows[i].Length > 1 && i + 1 < part.Rows.Count)
                source.Append("    \\addlinespace\n");
        }
        return source.Append("    \\bottomrule\n  \\end{tabular}\n").ToString();
    }

    // A row that begins with [ or * would be read as an option of the line end before it.
    private static string Line(string[] cells) =>
        $"    {(cells[0] is ['[' or '*', ..] ? "{}" : "")}{string.Join(" & ", cells)} \\\\\n";

    private void Notes(IReadOnlyList<(string Header, string Value)> shared)
    {
        string[] notes = [
            .. shared.Count == 0 ? (string[])[]
                : [$"Throughout: {string.Join(", ", shared.Select(s => LatexText.Setting(s.Header, s.Value)))}."],
            .. table.Notes.Select(LatexText.Prose),
            .. look.Intervals == IntervalPlace.None && table.Columns.Any(c => c.IsProportion)
                ? (string[])["Intervals are left out here."] : [],
        ];
        if (notes.Length > 0)
            text.Append("  \\par\\smallskip\n  {\\raggedright\\fontsize{7}{8.2}\\selectfont\n  ").AppendJoin("\\par\n  ", notes)
                .Append("\\par}\n");
    }

    /// <summary>The runs with their keys, for whoever reads the source.</summary>
    private IEnumerable<string> Keys()
    {
        int run = Find("run"), key = Find("key");
        return run < 0 || key < 0 ? [] : table.Rows.Select(row => string.Create(CultureInfo.InvariantCulture,
            $"{CellText.Of(row[run])}: key {CellText.Of(row[key])}")).Distinct();
    }

    private int Find(string key) => table.Columns.ToList().FindIndex(c => c.Key == key);
}
