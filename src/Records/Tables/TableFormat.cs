using Audit.Inputs;

namespace Audit.Records.Tables;

/// <summary>The formats that a table can be rendered in, by the name that the command line uses.</summary>
public static class TableFormat
{
    public static IReadOnlyList<string> Names { get; } = ["md", "latex", "csv", "json"];

    /// <exception cref="UsageException">There is no such format.</exception>
    public static string Render(Table table, string format) => format switch
    {
        "md" => MarkdownTable.Render(table),
        "latex" => LatexTable.Render(table),
        "csv" => CsvTable.Render(table),
        "json" => JsonTable.Render(table),
        _ => throw new UsageException($"--format must be one of {string.Join(", ", Names)}; got '{format}'."),
    };
}
