using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>Texts, one each time the option is given.</summary>
/// <param name="Expected">"the name of a file".</param>
internal sealed record TextsKind(string Expected) : ValueKind<IReadOnlyList<string>>
{
    public override string Expected { get; } = Expected;

    public override string Refusal(string got) => $"must name {Expected}, got {got}";

    public override bool Repeats => true;

    public override bool TryRead(IReadOnlyList<string> words, out IReadOnlyList<string> value)
    {
        value = words;
        return words.Count > 0 && !words.Any(string.IsNullOrWhiteSpace);
    }

    public override string Show(IReadOnlyList<string> value) => string.Join(" ", value);

    public override JsonNode? Store(IReadOnlyList<string> value) =>
        value.Count == 0 ? null : new JsonArray([.. value.Select(v => (JsonNode)v)]);

    public override string Wrong(IReadOnlyList<string> words) => words.FirstOrDefault(string.IsNullOrWhiteSpace) ?? "";
}
