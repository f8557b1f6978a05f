using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Audit.Records.Items;

/// <summary>How records are written: snake_case keys, doubles that read back exactly, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ItemRecord))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    /// <summary>One record as one line, without the line's end.</summary>
    public static string Line(ItemRecord record) => JsonSerializer.Serialize(record, Default.ItemRecord);

    /// <summary>The same as a tree.</summary>
    public static JsonObject Tree(ItemRecord record) => (JsonObject)JsonSerializer.SerializeToNode(record, Default.ItemRecord)!;

    /// <summary>What "type" says of such a record.</summary>
    public static string TypeOf(ItemRecord record) => (string)Tree(record)["type"]!;

    /// <exception cref="RecordFormatException">The line is no record; the message begins with <paramref
    /// name="where"/>.</exception>
    public static ItemRecord Parse(string line, string where)
    {
        try
        {
            if (StrictJson.Problem(Encoding.UTF8.GetBytes(line)) is string problem)
                throw new RecordFormatException($"{where}: {problem}.");
            return JsonSerializer.Deserialize(line, Default.ItemRecord)
                ?? throw new RecordFormatException($"{where}: expected a record, got null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new RecordFormatException($"{where}: not a record: {Reason(e)}", e);
        }
    }

    /// <summary>What a reader of the file can act on: keys of the line rather than types of this program.</summary>
    private static string Reason(Exception e)
    {
        const string missing = "missing required properties including: ";
        int at = e.Message.IndexOf(missing, StringComparison.Ordinal);
        if (at >= 0)
            return $"it lacks {e.Message[(at + missing.Length)..].TrimEnd('.')}.";
        return e is JsonException { Path: ['$', '.', .. string key] }
            && e.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? $"the value of '{key}' is of another kind than expected."
            : e is JsonException { BytePositionInLine: { } position } && e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal)
                is > 0 and var end ? $"byte {position + 1}: {e.Message[..end]}" : e.Message;
    }
}
