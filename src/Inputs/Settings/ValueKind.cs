using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings;

/// <summary>What an option takes: how words become a value and back.</summary>
public abstract record ValueKind<TValue>
{
    /// <summary>Behind "must be": "a whole number of at least 1".</summary>
    public abstract string Expected { get; }

    /// <summary>What to say behind the name of an option that got something else.</summary>
    public virtual string Refusal(string got) => $"must be {Expected}, got {got}";

    /// <summary>What to say behind the name of an option that got these words; null where they are a value in range.</summary>
    public virtual string? Misread(IReadOnlyList<string> words) => TryRead(words, out var value) && Allows(value) ? null : Refusal(Shown.Name(Wrong(words)));

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

/// <summary>A number, also written as a fraction: 0.25, 8/255.</summary>
/// <param name="Limits">Its range.</param>
internal sealed record RealKind(Limits Limits) : ValueKind<double>
{
    public override string Expected => Limits.Text(whole: false);

    public override bool TryRead(IReadOnlyList<string> words, out double value) => Numbers.TryRatio(Wrong(words), out value);

    public override bool Allows(double value) => Limits.Allow(value);

    public override string Show(double value) => value.ToString(CultureInfo.InvariantCulture);

    public override JsonNode? Store(double value) => value;
}

/// <summary>A number of float32, rounded once.</summary>
/// <param name="Limits">Its range.</param>
internal sealed record FloatKind(Limits Limits) : ValueKind<float>
{
    public override string Expected => Limits.Text(whole: false);

    public override bool TryRead(IReadOnlyList<string> words, out float value)
    {
        if (Numbers.TryReal(Wrong(words), out value))
            return true;
        bool ratio = Numbers.TryRatio(Wrong(words), out double wide) && float.IsFinite((float)wide);
        value = ratio ? (float)wide : 0;
        return ratio;
    }

    public override bool Allows(float value) => Limits.Allow(value);

    public override string Show(float value) => value.ToString(CultureInfo.InvariantCulture);

    public override JsonNode? Store(float value) => value;
}

/// <summary>A whole number.</summary>
/// <param name="Limits">Its range.</param>
internal sealed record WholeKind<TValue>(Limits Limits) : ValueKind<TValue> where TValue : struct, IBinaryInteger<TValue>
{
    public override string Expected => Limits.Text(whole: true);

    public override bool TryRead(IReadOnlyList<string> words, out TValue value)
    {
        bool whole = Numbers.TryWhole(Wrong(words), out long wide) && TValue.CreateSaturating(wide) is var narrow && long.CreateSaturating(narrow) == wide;
        value = whole ? TValue.CreateSaturating(wide) : TValue.Zero;
        return whole;
    }

    public override bool Allows(TValue value) => Limits.Allow(double.CreateSaturating(value));

    public override string Show(TValue value) => value.ToString(null, CultureInfo.InvariantCulture);

    public override JsonNode? Store(TValue value) => long.CreateChecked(value);
}

/// <summary>A seed: 64 bits.</summary>
internal sealed record SeedKind : ValueKind<ulong>
{
    public override string Expected => $"a whole number from 0 to {ulong.MaxValue}";

    public override bool TryRead(IReadOnlyList<string> words, out ulong value) => Numbers.TryCount(Wrong(words), out value);

    public override string Show(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    public override JsonNode? Store(ulong value) => value;
}

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

    public override string Show(TValue value) => Choices.Where(c => EqualityComparer<TValue>.Default.Equals(c.Value, value)).Select(c => c.Word).FirstOrDefault($"{value}");

    public override JsonNode? Store(TValue value) => Show(value);
}

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

/// <summary>Text of a grammar of its own.</summary>
/// <param name="Expected">Behind "must be".</param>
/// <param name="Parse">The value; null for text that is none.</param>
/// <param name="Text">The text that reads back to it.</param>
internal sealed record GrammarKind<TValue>(string Expected, Func<string, TValue?> Parse, Func<TValue, string> Text) : ValueKind<TValue> where TValue : class
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

/// <summary>A list: items with commas between them, or the option given again, or both.</summary>
/// <param name="Item">What each is.</param>
/// <param name="Many">"numbers above 0".</param>
internal sealed record ListKind<TItem>(ValueKind<TItem> Item, string Many) : ValueKind<IReadOnlyList<TItem>>
{
    public override string Expected => $"{Many} with commas between them";

    public override bool Repeats => true;

    public override bool TryRead(IReadOnlyList<string> words, out IReadOnlyList<TItem> value)
    {
        var items = new List<TItem>();
        foreach (string word in Split(words))
        {
            if (Item.TryRead([word], out var item) && Item.Allows(item))
                items.Add(item);
        }
        value = items;
        return items.Count == Split(words).Count();
    }

    public override bool Allows(IReadOnlyList<TItem> value) => value.All(Item.Allows);

    public override string Show(IReadOnlyList<TItem> value) => string.Join(",", value.Select(Item.Show));

    public override JsonNode? Store(IReadOnlyList<TItem> value) => value.Count == 0 ? null : new JsonArray([.. value.Select(Item.Store)]);

    public override string Wrong(IReadOnlyList<string> words) => Split(words).FirstOrDefault(word => !Item.TryRead([word], out var item) || !Item.Allows(item)) ?? "";

    private static IEnumerable<string> Split(IReadOnlyList<string> words) => words.SelectMany(Numbers.Items);
}

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

    public override JsonNode? Store(IReadOnlyList<string> value) => value.Count == 0 ? null : new JsonArray([.. value.Select(v => (JsonNode)v)]);

    public override string Wrong(IReadOnlyList<string> words) => words.FirstOrDefault(string.IsNullOrWhiteSpace) ?? "";
}

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
