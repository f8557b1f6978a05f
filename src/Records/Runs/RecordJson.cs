using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Audit.Records.Runs;

/// <summary>How records and manifests are written: snake_case keys, doubles that read back exactly, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ItemRecord))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    /// <summary>One record as one line, without the line's end.</summary>
    public static string Line(ItemRecord record) => JsonSerializer.Serialize(record, Default.ItemRecord);

    /// <exception cref="RecordFormatException">The line is no record; the message begins with <paramref name="where"/>.</exception>
    public static ItemRecord Parse(string line, string where)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Default.ItemRecord)
                ?? throw new RecordFormatException($"{where}: expected a record, got null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new RecordFormatException($"{where}: not a record: {e.Message}", e);
        }
    }
}
