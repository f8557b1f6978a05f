using System.Text.Json;
using System.Text.Json.Nodes;

namespace Audit.Records.Checks;

/// <summary>A record as stored beside the one that its evidence makes.</summary>
internal static class Difference
{
    /// <summary>More than two machines' logarithms can differ by after everything that is computed from them.</summary>
    private const double Relative = 1e-9, Absolute = 1e-12;

    /// <summary>Explanations may be worded otherwise by another version: that there is one is what counts.</summary>
    private const string Reason = "reason";

    /// <returns>The first value that differs, in one line; null where none does.</returns>
    public static string? First(JsonObject stored, JsonObject derived, string path = "")
    {
        foreach (string key in stored.Select(p => p.Key).Union(derived.Select(p => p.Key)))
        {
            (bool inStored, bool inDerived) = (stored.ContainsKey(key), derived.ContainsKey(key));
            if (!inStored || !inDerived)
            {
                return inStored ? $"{path}{key} is there, but should not be by the rest of the record"
                    : $"{path}{key} is absent, but should be there by the rest of the record";
            }

            if (key != Reason && Value(stored[key], derived[key], $"{path}{key}") is string difference)
                return difference;
        }

        return null;
    }

    private static string? Value(JsonNode? stored, JsonNode? derived, string path)
    {
        if (stored is JsonObject a && derived is JsonObject b)
            return First(a, b, $"{path}.");
        if (stored is JsonArray x && derived is JsonArray y && x.Count == y.Count)
            return x.Select((node, i) => Value(node, y[i], $"{path}[{i}]")).FirstOrDefault(difference => difference is not null);
        return Agree(stored, derived) ? null : $"{path} is {Text(stored)}, but {Text(derived)} by the rest of the record";
    }

    private static bool Agree(JsonNode? stored, JsonNode? derived)
    {
        if (stored?.GetValueKind() != JsonValueKind.Number || derived?.GetValueKind() != JsonValueKind.Number)
            return JsonNode.DeepEquals(stored, derived);
        double s = Number(stored), d = Number(derived);
        return s == d || Math.Abs(s - d) <= Absolute + Relative * Math.Min(Math.Abs(s), Math.Abs(d));
    }

    private static double Number(JsonNode node) => node.GetValue<double>();

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
}
