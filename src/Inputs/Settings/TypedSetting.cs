using System.Text.Json.Nodes;

namespace Audit.Inputs.Settings;

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
    public JsonNode? Store(T options) => Key is null || !Applies(options) ? null : Stored is null ? Write(options)
        : Stored(options);
}
