using System.Text.Json.Nodes;
using Audit.Inputs.Settings.Kinds;

namespace Audit.Inputs.Settings;

/// <summary>Declares settings: one line for each, beside the property that it sets.</summary>
/// <typeparam name="T">The options: an immutable record.</typeparam>
public static class Declare<T>
{
    /// <summary>A number, also written as a fraction.</summary>
    public static Setting<T> Real(string name, string help, Func<T, double> get, Func<T, double, T> with, Limits limits) =>
        Of(name, help, new RealKind(limits), Present(get), with);

    /// <inheritdoc cref="Real(string, string, Func{T, double}, Func{T, double, T}, Limits)"/>
    public static Setting<T> Real(string name, string help, Func<T, double?> get, Func<T, double, T> with, Limits limits) =>
        Of(name, help, new RealKind(limits), Maybe(get), with);

    /// <summary>Numbers with commas between them.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="help">One line for --help.</param>
    /// <param name="get">From the options.</param>
    /// <param name="with">Into the options.</param>
    /// <param name="limits">Range of each.</param>
    /// <param name="many">"radii such as 0.25,0.5".</param>
    public static Setting<T> Reals(string name, string help, Func<T, IReadOnlyList<double>?> get, Func<T, IReadOnlyList<double>,
        T> with, Limits limits, string many) =>
        Of(name, help, new ListKind<double>(new RealKind(limits), many), MaybeReference(get), with);

    /// <summary>float32 numbers with commas between them.</summary>
    /// <inheritdoc cref="Reals"/>
    public static Setting<T> Floats(string name, string help, Func<T, IReadOnlyList<float>?> get, Func<T, IReadOnlyList<float>,
        T> with, Limits limits, string many) =>
        Of(name, help, new ListKind<float>(new FloatKind(limits), many), MaybeReference(get), with);

    /// <summary>A whole number.</summary>
    public static Setting<T> Whole(string name, string help, Func<T, int> get, Func<T, int, T> with, Limits limits) =>
        Of(name, help, new WholeKind<int>(limits), Present(get), with);

    /// <inheritdoc cref="Whole(string, string, Func{T, int}, Func{T, int, T}, Limits)"/>
    public static Setting<T> Whole(string name, string help, Func<T, int?> get, Func<T, int, T> with, Limits limits) =>
        Of(name, help, new WholeKind<int>(limits), Maybe(get), with);

    /// <inheritdoc cref="Whole(string, string, Func{T, int}, Func{T, int, T}, Limits)"/>
    public static Setting<T> Whole(string name, string help, Func<T, long> get, Func<T, long, T> with, Limits limits) =>
        Of(name, help, new WholeKind<long>(limits), Present(get), with);

    /// <inheritdoc cref="Whole(string, string, Func{T, int}, Func{T, int, T}, Limits)"/>
    public static Setting<T> Whole(string name, string help, Func<T, long?> get, Func<T, long, T> with, Limits limits) =>
        Of(name, help, new WholeKind<long>(limits), Maybe(get), with);

    /// <summary>A whole number or a word, which is null: auto, all.</summary>
    public static Setting<T> WholeOr(string word, string name, string help, Func<T, int?> get, Func<T, int?, T> with,
        Limits limits) =>
        Of(name, help, new WordOrKind<int>(word, new WholeKind<int>(limits)), Present(get), with);

    /// <summary>A seed.</summary>
    public static Setting<T> Seed(string name, string help, Func<T, ulong> get, Func<T, ulong, T> with) =>
        Of(name, help, new SeedKind(), Present(get), with);

    /// <summary>One of several words.</summary>
    public static Setting<T> Word<TValue>(string name, string help, Func<T, TValue> get, Func<T, TValue, T> with,
        params IEnumerable<(string Word, TValue Value)> choices) =>
        Of(name, help, new WordKind<TValue>([.. choices]), Present(get), with);

    /// <summary>One of several words, or none.</summary>
    public static Setting<T> WordOrNone<TValue>(string name, string help, Func<T, TValue?> get, Func<T, TValue, T> with,
        params IEnumerable<(string Word, TValue Value)> choices) where TValue : struct =>
        Of(name, help, new WordKind<TValue>([.. choices]), Maybe(get), with);

    /// <summary>One of several words, which is the value itself, or none.</summary>
    public static Setting<T> WordOrNone(string name, string help, Func<T, string?> get, Func<T, string, T> with,
        params IEnumerable<string> words) =>
        Of(name, help, new WordKind<string>([.. words.Select(w => (w, w))]), MaybeReference(get), with);

    /// <summary>A text that is not empty.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="help">One line for --help.</param>
    /// <param name="get">From the options.</param>
    /// <param name="with">Into the options.</param>
    /// <param name="expected">"a folder".</param>
    public static Setting<T> Text(string name, string help, Func<T, string?> get, Func<T, string, T> with, string expected) =>
        Of(name, help, new TextKind(expected), MaybeReference(get), with);

    /// <summary>A file that is there.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="help">One line for --help.</param>
    /// <param name="get">From the options.</param>
    /// <param name="with">Into the options.</param>
    /// <param name="what">"model file".</param>
    public static Setting<T> ExistingFile(string name, string help, Func<T, string?> get, Func<T, string, T> with, string what) =>
        Of(name, help, new PathKind(path => PathKinds.ExistingFile(path, what)), MaybeReference(get), with) with { Key = null };

    /// <summary>Files that are there, one each time the option is given.</summary>
    public static Setting<T> ExistingFiles(string name, string help, Func<T, IReadOnlyList<string>> get, Func<T,
        IReadOnlyList<string>, T> with, string what) =>
        Of(name, help, new PathsKind(path => PathKinds.ExistingFile(path, what)), Present(get), with) with { Key = null };

    /// <summary>A run folder that is there.</summary>
    public static Setting<T> ExistingRun(string name, string help, Func<T, string?> get, Func<T, string, T> with) =>
        Of(name, help, new PathKind(PathKinds.ExistingRun), MaybeReference(get), with) with { Key = null };

    /// <summary>A file to write.</summary>
    public static Setting<T> FileToWrite(string name, string help, Func<T, string?> get, Func<T, string, T> with) =>
        Of(name, help, new PathKind(PathKinds.FileToWrite), MaybeReference(get), with) with { Key = null };

    /// <summary>A folder to write into.</summary>
    public static Setting<T> FolderToWrite(string name, string help, Func<T, string?> get, Func<T, string, T> with) =>
        Of(name, help, new PathKind(PathKinds.FolderToWrite), MaybeReference(get), with) with { Key = null };

    /// <summary>Texts, one each time the option is given.</summary>
    public static Setting<T> Texts(string name, string help, Func<T, IReadOnlyList<string>> get, Func<T, IReadOnlyList<string>,
        T> with, string expected) =>
        Of(name, help, new TextsKind(expected), Present(get), with);

    /// <summary>Text with a grammar of its own.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="help">One line for --help.</param>
    /// <param name="get">From the options.</param>
    /// <param name="with">Into the options.</param>
    /// <param name="expected">Behind "must be".</param>
    /// <param name="parse">The value; null for text that is none.</param>
    /// <param name="text">The text that reads back to it.</param>
    public static Setting<T> Grammar<TValue>(string name, string help, Func<T, TValue?> get, Func<T, TValue, T> with,
        string expected,
        Func<string, TValue?> parse, Func<TValue, string> text) where TValue : class =>
        Of(name, help, new GrammarKind<TValue>(expected, parse, text), MaybeReference(get), with);

    /// <summary>true or false, where leaving it out means neither; given alone it is true.</summary>
    public static Setting<T> Toggle(string name, string help, Func<T, bool> get, Func<T, bool, T> with) =>
        Of(name, help, new ToggleKind(), Present(get), with);

    /// <summary>Given or not.</summary>
    public static Setting<T> Flag(string name, string help, Func<T, bool> get, Func<T, T> with) =>
        new FlagSetting<T>(name, help, get, with);

    /// <summary>A part of the question that no option sets.</summary>
    public static Setting<T> Part(string key, Func<T, JsonNode?> value) => new StoredSetting<T>(key, value) { IsOffered = false };

    private static ValueSetting<T, TValue> Of<TValue>(string name, string help, ValueKind<TValue> kind, TryGet<T, TValue> get,
        Func<T, TValue, T> with) =>
        new(name, help, kind, get, with);

    private static TryGet<T, TValue> Present<TValue>(Func<T, TValue> get) => (T options, out TValue value) =>
    {
        value = get(options);
        return true;
    };

    private static TryGet<T, TValue> Maybe<TValue>(Func<T, TValue?> get) where TValue : struct => (T options, out TValue value) =>
    {
        var found = get(options);
        value = found.GetValueOrDefault();
        return found is not null;
    };

    private static TryGet<T, TValue> MaybeReference<TValue>(Func<T, TValue?> get) where TValue : class =>
        (T options, out TValue value) =>
    {
        var found = get(options);
        value = found!;
        return found is not null;
    };
}
