using System.Text.Json;
using System.Text.Json.Nodes;

namespace Audit.Records.Tables;

/// <summary>Renders a table as a JSON array of row objects, numbers in full precision.</summary>
public static class JsonTable
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    public static string Render(Table table)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Options))
        {
            writer.WriteStartArray();
            foreach (IReadOnlyList<Cell> row in table.Rows)
                Write(writer, table.Columns, row);
            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<Column> columns, IReadOnlyList<Cell> row)
    {
        writer.WriteStartObject();
        foreach ((Column column, Cell cell) in columns.Zip(row))
            foreach ((string key, JsonNode? value) in CellValue.Keys(column).Zip(CellValue.Of(column, cell)))
            {
                writer.WritePropertyName(key);
                if (value is null)
                    writer.WriteNullValue();
                else
                    value.WriteTo(writer);
            }

        writer.WriteEndObject();
    }
}
