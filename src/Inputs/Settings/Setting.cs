using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings;

/// <summary>One option of a kind of run, declared once: name, help, what it takes, default, and its key in the run's question.</summary>
/// <param name="Name">Without dashes: "step-size".</param>
/// <param name="Help">One line for --help.</param>
public abstract record Setting(string Name, string Help)
{
    /// <summary>Key in the question; null where it cannot change an answer.</summary>
    public string? Key { get; init; } = Name.Replace('-', '_');

    /// <summary>Default, where it is no plain value that the options start from.</summary>
    public string? Default { get; init; }

    /// <summary>Whether it must be given wherever it applies.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>Whether it belongs to some options only.</summary>
    public abstract bool IsScoped { get; }

    /// <summary>Whether users can give it; otherwise it is part of the question alone.</summary>
    public bool IsOffered { get; init; } = true;

    /// <summary>Given without a value.</summary>
    public virtual bool IsFlag => false;

    /// <summary>Several words may follow it: a list with spaces between its items.</summary>
    public bool TakesWords { get; init; }

    /// <summary>Whether leaving out the value means true.</summary>
    public virtual bool IsToggle => false;

    /// <summary>May be given more than once.</summary>
    public virtual bool Repeats => false;

    /// <summary>The words that it takes; empty where it takes others.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>What is wrong with the words behind it, in one line with its dashes; null for nothing.</summary>
    public abstract string? Misread(IReadOnlyList<string> words);
}

/// <summary>One option of typed options.</summary>
/// <typeparam name="T">The options: an immutable record.</typeparam>
/// <param name="Name">Without dashes.</param>
/// <param name="Help">One line for --help.</param>
public abstract record Setting<T>(string Name, string Help) : Setting(Name, Help)
{
    /// <summary>The options that it belongs to; null for all.</summary>
    public Scope<T>? For { get; init; }

    /// <inheritdoc/>
    public sealed override bool IsScoped => For is not null;

    /// <summary>The value in the question, where that is another than the option's own; null leaves it out.</summary>
    public Func<T, JsonNode?>? Stored { get; init; }

    /// <summary>The options with the value that the words name.</summary>
    /// <exception cref="UsageException">They name none.</exception>
    public abstract T Read(T options, IReadOnlyList<string> words);

    /// <summary>What is wrong with the value that the options hold, in one line without dashes; null for nothing.</summary>
    public abstract string? Problem(T options);

    /// <summary>The value as people write it; null for none.</summary>
    public abstract string? Show(T options);

    /// <summary>The value for the question, whether the setting applies or not.</summary>
    protected abstract JsonNode? Write(T options);

    /// <summary>Whether it has a meaning beside the other options.</summary>
    public bool Applies(T options) => For?.Includes(options) ?? true;

    /// <summary>The value in the question; null where it does not belong there.</summary>
    public JsonNode? Store(T options) => Key is null || !Applies(options) ? null : Stored is null ? Write(options) : Stored(options);
}

/// <summary>Options in which a setting has a meaning.</summary>
/// <param name="Includes">Whether these are such.</param>
/// <param name="Name">How they are chosen: "--method alpha-crown".</param>
public sealed record Scope<T>(Func<T, bool> Includes, string Name);
