using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings.Kinds;

/// <summary>What an option takes: how words become a value and back.</summary>
public abstract record ValueKind<TValue>
{
    /// <summary>Behind "must be": "a whole number of at least 1".</summary>
    public abstract string Expected { get; }

    /// <summary>What to say behind the name of an option that got something else.</summary>
    public virtual string Refusal(string got) => $"must be {Expected}, got {got}";

    /// <summary>What to say behind the name of an option that got these words; null where they are a value in range.</summary>
    public virtual string? Misread(IReadOnlyList<string> words) => TryRead(words, out var value) && Allows(value) ? null
        : Refusal(Shown.Name(Wrong(words)));

    /// <summary>The words that it takes; empty where it takes others.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Takes several words.</summary>
    public virtual bool Repeats => false;

    /// <summary>Whether the words are such a value; its range is another question.</summary>
    public abstract bool TryRead(IReadOnlyList<string> words, out TValue value);

    /// <summary>Whether a value is in range.</summary>
    public virtual bool Allows(TValue value) => true;

    /// <summary>As people write it.</summary>
    public abstract string Show(TValue value);

    /// <summary>As questions store it; null for nothing.</summary>
    public abstract JsonNode? Store(TValue value);

    /// <summary>The word to name where they cannot be read.</summary>
    public virtual string Wrong(IReadOnlyList<string> words) => words.Count > 0 ? words[^1] : "";
}
