using System.Text.Json;

namespace Audit.Records.Runs;

/// <summary>JSON objects that name a key twice: readers differ in which of the two they believe.</summary>
internal static class DuplicateKeys
{
    /// <summary>The first key that an object of the text has twice; null where there is none.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static string? Find(ReadOnlySpan<byte> json)
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
                return name;
        }

        return null;
    }
}
