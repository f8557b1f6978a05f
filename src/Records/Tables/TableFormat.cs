using Audit.Inputs;

namespace Audit.Records.Tables;

/// <summary>The formats that a table can be rendered in, by the name that the command line uses.</summary>
public static class TableFormat
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["md", "latex", "csv", "json"];

    /// <exception cref="UsageException">There is no such format.</exception>
    public static string Render(Table table, string format) => Render(table, new TableLook { Format = format });

    /// <summary>A table in the format, the columns and the width that were asked for.</summary>
    /// <exception cref="UsageException">There is no such format or column.</exception>
    public static string Render(Table table, TableLook look)
    {
        Table shown = look.Columns is { Count: > 0 } keys ? table.Only(keys) : table;
        return look.Format switch
        {
            "md" => MarkdownTable.Render(shown, look),
            "latex" => LatexTable.Render(shown, look),
            "csv" => CsvTable.Render(shown),
            "json" => JsonTable.Render(shown),
            _ => throw new UsageException($"--format must be one of {string.Join(", ", Names)}; got '{look.Format}'."),
        };
    }
}
