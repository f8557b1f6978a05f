using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>One of several words, each with its value.</summary>
/// <param name="Choices">Word and value.</param>
internal sealed record WordKind<TValue>(IReadOnlyList<(string Word, TValue Value)> Choices) : ValueKind<TValue>
{
    public override string Expected => $"one of {string.Join(", ", Words)}";

    public override string Refusal(string got) => $"must be {Expected}; got {got}";

    public override IReadOnlyList<string> Words => [.. Choices.Select(c => c.Word)];

    public override bool TryRead(IReadOnlyList<string> words, out TValue value)
    {
        var found = Choices.Where(c => c.Word == Wrong(words)).ToList();
        value = found.Count > 0 ? found[0].Value : Choices[0].Value;
        return found.Count > 0;
    }

    public override bool Allows(TValue value) => Choices.Any(c => EqualityComparer<TValue>.Default.Equals(c.Value, value));

    public override string Show(TValue value) => Choices.Where(c => EqualityComparer<TValue>.Default.Equals(c.Value, value))
        .Select(c => c.Word).FirstOrDefault($"{value}");

    public override JsonNode? Store(TValue value) => Show(value);
}
