using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Inputs;

namespace Audit.Records.Checks;

/// <summary>What a question asks, as far as records repeat it.</summary>
internal sealed class Asked(JsonObject question)
{
    private readonly Dictionary<string, double> numbers = Of(question, Real).ToDictionary(p => p.Key, p => p.Value!.Value);

    private readonly Dictionary<string, string> texts = Of(question, value => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    }).ToDictionary(p => p.Key, p => p.Value!);

    private readonly double[]? decide = question["decide"] is JsonArray list
        ? [.. list.OfType<JsonValue>().Select(Real).OfType<double>()] : null;

    /// <summary>Radii that a sequential run decides about; null where it was not asked.</summary>
    public IReadOnlyList<double>? Decide => decide;

    /// <summary>A number of the question; null where it is not asked.</summary>
    public double? Number(string key) => numbers.TryGetValue(key, out double value) ? value : null;

    /// <summary>A text (or "true", "false") of the question; null where it is not asked.</summary>
    public string? Text(string key) => texts.GetValueOrDefault(key);

    /// <summary>The settings in which a record and the question differ; what was not asked is not compared.</summary>
    public IEnumerable<string> Differs(params (string Key, double Value)[] settings) => settings
        .Where(s => numbers.TryGetValue(s.Key, out double asked) && asked != s.Value)
        .Select(s => FormattableString.Invariant($"{s.Key} is {s.Value}, but the manifest asks for {numbers[s.Key]}"));

    /// <inheritdoc cref="Differs(ValueTuple{string, double}[])"/>
    public IEnumerable<string> Differs(params (string Key, string Value)[] settings) => settings
        .Where(s => texts.TryGetValue(s.Key, out string? asked) && asked != s.Value)
        .Select(s => $"{s.Key} is '{s.Value}', but the manifest asks for '{texts[s.Key]}'");

    private static double? Real(JsonValue value) => Numbers.TryReal(value.ToJsonString(), out double number) ? number : null;

    private static IEnumerable<KeyValuePair<string, T>> Of<T>(JsonObject question, Func<JsonValue, T> read) => question
        .Where(pair => pair.Value is JsonValue).Select(pair => KeyValuePair.Create(pair.Key, read((JsonValue)pair.Value!)))
        .Where(pair => pair.Value is not null);
}
