using System.Text;
using System.Text.Json;

namespace Audit.Records.Tables;

/// <summary>Renders a table as RFC 4180 CSV with line feeds, numbers in full precision; title and notes are left out.</summary>
public static class CsvTable
{
    public static string Render(Table table)
    {
        StringBuilder text = new();
        text.AppendJoin(',', table.Columns.SelectMany(CellValue.Keys).Select(Quote)).Append('\n');
        foreach (IReadOnlyList<Cell> row in table.Rows)
            text.AppendJoin(',', table.Columns.Zip(row).SelectMany(pair => CellValue.Of(pair.First, pair.Second))
                .Select(value => value is null ? "" : value.GetValueKind() == JsonValueKind.String
                    ? Quote(value.GetValue<string>()) : value.ToJsonString())).Append('\n');
        return text.ToString();
    }

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
