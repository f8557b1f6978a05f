using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>A value, or a word in its place.</summary>
/// <param name="Word">"auto", "all".</param>
/// <param name="Value">What else it takes.</param>
internal sealed record WordOrKind<TValue>(string Word, ValueKind<TValue> Value) : ValueKind<TValue?> where TValue : struct
{
    public override string Expected => $"{Word} or {Value.Expected}";

    public override bool TryRead(IReadOnlyList<string> words, out TValue? value)
    {
        value = null;
        if (Wrong(words) == Word)
            return true;
        bool read = Value.TryRead(words, out var found);
        value = read ? found : null;
        return read;
    }

    public override bool Allows(TValue? value) => value is not { } found || Value.Allows(found);

    public override string Show(TValue? value) => value is { } found ? Value.Show(found) : Word;

    public override JsonNode? Store(TValue? value) => value is { } found ? Value.Store(found) : Word;
}
