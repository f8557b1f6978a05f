using System.CommandLine;

namespace Audit.Cli.Options;

/// <summary>Options of commands that are no studies.</summary>
public static class Choose
{
    /// <summary>An option with a default that --help shows.</summary>
    public static Option<string> With(string name, string value, string description) => new(name) { Description = description, DefaultValueFactory = _ => value };

    /// <summary>An option that must be given.</summary>
    public static Option<string> Needed(string name, string description) => new(name) { Description = description, Required = true };

    /// <summary>An option of no value.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>--out FOLDER.</summary>
    public static Option<string> RunFolder() => Path(Needed("--out", "Folder of the run; one that was begun is continued"), "a folder");

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
