using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Audit.Inputs;

namespace Audit.Records.Runs;

/// <summary>Identity of a run: the first 16 hexadecimal digits of SHA-256 over the question in a canonical form.</summary>
internal static class RunKey
{
    public static string Of(Manifest manifest)
    {
        StringBuilder text = new();
        foreach ((string name, string value) in Parts(manifest))
            text.Append(name).Append('=').Append(value).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    /// <summary>The options in which two runs differ, as "name (there: a, now: b)".</summary>
    public static IReadOnlyList<string> Differences(Manifest there, Manifest now)
    {
        SortedDictionary<string, string> a = Parts(there), b = Parts(now);
        return [.. a.Keys.Union(b.Keys).Order(StringComparer.Ordinal)
            .Where(name => a.GetValueOrDefault(name) != b.GetValueOrDefault(name))
            .Select(name => $"{name} (there: {Value(a, name)}, now: {Value(b, name)})")];

        static string Value(SortedDictionary<string, string> parts, string name) =>
            parts.TryGetValue(name, out string? text) ? Numbers.TryReal(text, out double number) ? Numbers.Size(number)
                : Shown.Text(text, 200) : "absent";
    }

    private static SortedDictionary<string, string> Parts(Manifest manifest)
    {
        SortedDictionary<string, string> parts = new(StringComparer.Ordinal) { ["command"] = Text(manifest.Command) };
        foreach ((string name, JsonNode? value) in manifest.Question)
            parts[$"question.{name}"] = Canonical(value);
        if (manifest.Shard is string shard)
            parts["shard"] = shard;
        return parts;
    }

    /// <summary>JSON with the keys of objects in ordinal order.</summary>
    private static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject o => "{" + string.Join(",", o.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{Text(p.Key)}:{Canonical(p.Value)}")) + "}",
        JsonArray a => "[" + string.Join(",", a.Select(Canonical)) + "]",
        _ => node.ToJsonString(),
    };

    private static string Text(string value) => JsonValue.Create(value).ToJsonString();
}
