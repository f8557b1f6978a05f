using System.CommandLine;

namespace Audit.Cli.Options;

/// <summary>Options that several commands share, each described once; and how all options are made, so that all are read alike.</summary>
public static class Choose
{
    /// <summary>An option with a default that --help shows.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="value">The default.</param>
    /// <param name="description">For --help.</param>
    /// <param name="limits">Which numbers it takes; all by default.</param>
    public static Option<T> With<T>(string name, T value, string description, Limits? limits = null) =>
        new Option<T>(name) { Description = description, DefaultValueFactory = _ => value }.Read(limits);

    /// <summary>An option that may be left out.</summary>
    public static Option<T?> Maybe<T>(string name, string description, Limits? limits = null) => new Option<T?>(name) { Description = description }.Read(limits);

    /// <summary>An option that must be given.</summary>
    public static Option<T> Needed<T>(string name, string description, Limits? limits = null) =>
        new Option<T>(name) { Description = description, Required = true }.Read(limits);

    /// <summary>An option of no value.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>--out FOLDER.</summary>
    public static Option<string> RunFolder() => Path(Needed<string>("--out", "Folder of the run; one that was begun is continued"), "a folder");

    /// <summary>--threads.</summary>
    public static Option<int> Threads() => With("--threads", 0, "CPU cores to use; 0 is all", new Limits(0, 4096));

    /// <summary>--device.</summary>
    public static Option<string> Device() => With("--device", "auto", "auto, cpu, cuda or cuda:N");

    /// <summary>--json.</summary>
    public static Option<bool> Json() => Flag("--json", "Print the summary as JSON on stdout");

    /// <summary>The words that an option takes.</summary>
    public static void OneOf<T>(this Option<T> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => !words.Contains(t.Value)) is { } wrong)
                result.AddError($"{option.Name} must be one of {string.Join(", ", words)}; got {Shown.Name(wrong.Value)}");
        });
    }

    /// <inheritdoc cref="OneOf{T}(Option{T}, string[])"/>
    public static void OneOf(this Argument<string> argument, params string[] words)
    {
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => !words.Contains(t.Value)) is { } wrong)
                result.AddError($"<{argument.Name}> must be one of {string.Join(", ", words)}; got {Shown.Name(wrong.Value)}");
        });
    }

    /// <summary>Refuses an empty name.</summary>
    /// <param name="option">An option that names a file or a folder.</param>
    /// <param name="what">"a folder", "the file to write".</param>
    public static Option<string> Path(this Option<string> option, string what)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
                result.AddError($"{option.Name} must name {what}, got {Shown.Name(result.Tokens[0].Value)}");
        });
        return option;
    }
}
