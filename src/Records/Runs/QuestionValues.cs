using System.Text.Json.Nodes;
using Audit.Inputs;

namespace Audit.Records.Runs;

/// <summary>Values of a run's question by kind: a manifest may come from others, and hold anything under any key.</summary>
public static class QuestionValues
{
    /// <summary>A text; null where the question does not hold it.</summary>
    /// <exception cref="RecordFormatException">It is something else.</exception>
    public static string? Text(this Manifest manifest, string key) => Of<string>(manifest, key, "a text");

    /// <summary>A number; null where the question does not hold it.</summary>
    /// <exception cref="RecordFormatException">It is something else.</exception>
    public static double? Number(this Manifest manifest, string key) =>
        manifest.Question[key] is null ? null : Of<double>(manifest, key, "a number");

    /// <summary>A list of texts; null where the question does not hold it.</summary>
    /// <exception cref="RecordFormatException">It is something else.</exception>
    public static IReadOnlyList<string>? Texts(this Manifest manifest, string key) => manifest.Question[key] switch
    {
        null => null,
        JsonArray list when list.All(item => item is JsonValue value && value.TryGetValue(out string? _)) =>
            [.. list.Select(item => item!.GetValue<string>())],
        var other => throw Wrong(key, "a list of texts", other),
    };

    private static T? Of<T>(Manifest manifest, string key, string expected) => manifest.Question[key] switch
    {
        null => default,
        JsonValue value when value.TryGetValue(out T? found) => found,
        var other => throw Wrong(key, expected, other),
    };

    private static RecordFormatException Wrong(string key, string expected, JsonNode got) =>
        new($"manifest.json: '{key}' of the question must be {expected}, got {Shown.Text(got.ToJsonString())}.");
}
