using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>Text of a grammar of its own.</summary>
/// <param name="Expected">Behind "must be".</param>
/// <param name="Parse">The value; null for text that is none.</param>
/// <param name="Text">The text that reads back to it.</param>
internal sealed record GrammarKind<TValue>(string Expected, Func<string, TValue?> Parse, Func<TValue, string> Text)
    : ValueKind<TValue> where TValue : class
{
    public override string Expected { get; } = Expected;

    public override bool TryRead(IReadOnlyList<string> words, out TValue value)
    {
        var parsed = Parse(Wrong(words));
        value = parsed!;
        return parsed is not null;
    }

    public override string Show(TValue value) => Text(value);

    public override JsonNode? Store(TValue value) => Text(value);
}
