using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>Any text but none.</summary>
/// <param name="Expected">"a folder", "the file to write".</param>
internal sealed record TextKind(string Expected) : ValueKind<string>
{
    public override string Expected { get; } = Expected;

    public override string Refusal(string got) => $"must name {Expected}, got {got}";

    public override bool TryRead(IReadOnlyList<string> words, out string value)
    {
        value = Wrong(words);
        return !string.IsNullOrWhiteSpace(value);
    }

    public override string Show(string value) => value;

    public override JsonNode? Store(string value) => value;
}
