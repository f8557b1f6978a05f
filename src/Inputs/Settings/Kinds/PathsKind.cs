using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>Names of files or folders, one each time the option is given.</summary>
/// <param name="Check">What is wrong with a name; null for nothing.</param>
internal sealed record PathsKind(Func<string, string?> Check) : ValueKind<IReadOnlyList<string>>
{
    private const int Longest = 200;

    public override string Expected => "names";

    public override bool Repeats => true;

    public override string? Misread(IReadOnlyList<string> words) =>
        words.Select(word => Check(word) is { } problem ? $"{Shown.Name(word, Longest)}: {problem}" : null)
            .FirstOrDefault(problem => problem is not null);

    public override bool TryRead(IReadOnlyList<string> words, out IReadOnlyList<string> value)
    {
        value = words;
        return true;
    }

    public override string Show(IReadOnlyList<string> value) => string.Join(" ", value);

    public override JsonNode? Store(IReadOnlyList<string> value) => null;
}
