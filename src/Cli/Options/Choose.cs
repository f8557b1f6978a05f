using System.CommandLine;
using System.CommandLine.Parsing;
using Audit.Inputs.Settings;

namespace Audit.Cli.Options;

/// <summary>Options of commands that are no studies.</summary>
public static class Choose
{
    /// <summary>An option with a default that --help shows.</summary>
    public static Option<string> With(string name, string value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    /// <summary>An option that must be given.</summary>
    public static Option<string> Needed(string name, string description) =>
        new(name) { Description = description, Required = true };

    /// <summary>An option of no value.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>--out FOLDER.</summary>
    public static Option<string> RunFolder() => Needed("--out", "Run folder; an unfinished run resumes").FolderToWrite();

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

    /// <summary>The argument names a file that must be there.</summary>
    public static Argument<string> ExistingFile(this Argument<string> argument, string what)
    {
        argument.Validators.Add(result => Check(result, $"<{argument.Name}>", name => PathKinds.ExistingFile(name, what)));
        return argument;
    }

    /// <summary>The argument names a run folder that must be there.</summary>
    public static Argument<string> ExistingRun(this Argument<string> argument)
    {
        argument.Validators.Add(result => Check(result, $"<{argument.Name}>", PathKinds.ExistingRun));
        return argument;
    }

    /// <summary>The argument names run folders that must be there.</summary>
    public static Argument<string[]> ExistingRuns(this Argument<string[]> argument)
    {
        argument.Validators.Add(result => Check(result, $"<{argument.Name}>", PathKinds.ExistingRun));
        return argument;
    }

    /// <summary>The option names a file to write.</summary>
    public static Option<string> FileToWrite(this Option<string> option)
    {
        option.Validators.Add(result => Check(result, option.Name, PathKinds.FileToWrite));
        return option;
    }

    /// <summary>The option names a folder to write into.</summary>
    public static Option<string> FolderToWrite(this Option<string> option)
    {
        option.Validators.Add(result => Check(result, option.Name, PathKinds.FolderToWrite));
        return option;
    }

    private static void Check(SymbolResult result, string option, Func<string, string?> problem)
    {
        foreach (var token in result.Tokens)
        {
            if (problem(token.Value) is { } text)
                result.AddError($"{option} {Shown.Name(token.Value, 200)}: {text}");
        }
    }
}
