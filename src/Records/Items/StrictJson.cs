using System.Text;
using System.Text.Json;
using Audit.Inputs;

namespace Audit.Records.Items;

/// <summary>JSON that every reader understands alike: no object names a key twice, no number is beyond a double, every text is
/// Unicode.</summary>
internal static class StrictJson
{
    /// <returns>What is wrong with the text, in one line without a full stop; null where nothing is.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static string? Problem(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        Stack<HashSet<string>> open = [];
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsText(in reader))
                return "a text is not valid Unicode";
            if (reader.TokenType == JsonTokenType.StartObject)
                open.Push(new(StringComparer.Ordinal));
            else if (reader.TokenType == JsonTokenType.EndObject)
                open.Pop();
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.GetString() is string name
                && !open.Peek().Add(name))
                return $"the key {Shown.Name(name)} is there twice";
            else if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(reader.GetDouble()))
                return $"the number {Encoding.UTF8.GetString(reader.ValueSpan)} is beyond every double";
        }

        return null;
    }

    /// <summary>Whether a text can be read at all: half a pair cannot.</summary>
    private static bool IsText(ref readonly Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
