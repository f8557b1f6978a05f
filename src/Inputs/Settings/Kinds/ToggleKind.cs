using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>true or false.</summary>
internal sealed record ToggleKind : ValueKind<bool>
{
    public override string Expected => "true or false";

    public override IReadOnlyList<string> Words => ["true", "false"];

    public override bool TryRead(IReadOnlyList<string> words, out bool value)
    {
        value = Wrong(words) is "true" or "";
        return value || Wrong(words) == "false";
    }

    public override string Show(bool value) => value ? "true" : "false";

    public override JsonNode? Store(bool value) => value;
}
