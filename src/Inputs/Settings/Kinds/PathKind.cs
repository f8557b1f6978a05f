using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>The name of a file or a folder.</summary>
/// <param name="Check">What is wrong with a name; null for nothing.</param>
internal sealed record PathKind(Func<string, string?> Check) : ValueKind<string>
{
    public override string Expected => "a name";

    public override string? Misread(IReadOnlyList<string> words) => new PathsKind(Check).Misread(words);

    public override bool TryRead(IReadOnlyList<string> words, out string value)
    {
        value = Wrong(words);
        return true;
    }

    public override string Show(string value) => value;

    public override JsonNode? Store(string value) => null;
}
