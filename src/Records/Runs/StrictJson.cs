using System.Text;
using System.Text.Json;

namespace Audit.Records.Runs;

/// <summary>JSON that every reader understands alike: no object names a key twice, no number is beyond a double.</summary>
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
            if (reader.TokenType == JsonTokenType.StartObject)
                open.Push(new(StringComparer.Ordinal));
            else if (reader.TokenType == JsonTokenType.EndObject)
                open.Pop();
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.GetString() is string name && !open.Peek().Add(name))
                return $"the key '{name}' is there twice";
            else if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(reader.GetDouble()))
                return $"the number {Encoding.UTF8.GetString(reader.ValueSpan)} is beyond every double";
        }

        return null;
    }
}
