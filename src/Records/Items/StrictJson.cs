using System.Text;
using System.Text.Json;
using Audit.Inputs;

namespace Audit.Records.Items;

/// <summary>JSON that every reader understands alike: no object names a key twice, no number is beyond a double, every text is
/// Unicode, and lists have no gaps.</summary>
internal static class StrictJson
{
    /// <summary>Lists of numbers in which null stands for one that is not finite.</summary>
    private static readonly string[] WithGaps = ["margins"];

    /// <returns>What is wrong with the text, in one line without a full stop; null where nothing is.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static string? Problem(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        Stack<HashSet<string>> open = [];
        string key = "";
        bool isValue = false;
        while (reader.Read())
        {
            bool isItem = !isValue;
            isValue = reader.TokenType == JsonTokenType.PropertyName;
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsText(in reader))
                return "a text is not valid Unicode";
            if (reader.TokenType == JsonTokenType.StartObject)
                open.Push(new(StringComparer.Ordinal));
            else if (reader.TokenType == JsonTokenType.EndObject)
                open.Pop();
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                key = reader.GetString()!;
                if (!open.Peek().Add(key))
                    return $"the key {Shown.Name(key)} is there twice";
            }
            else if (reader.TokenType == JsonTokenType.Null && isItem && reader.CurrentDepth > 0 && !WithGaps.Contains(key))
                return $"the list {Shown.Name(key)} holds null";
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
