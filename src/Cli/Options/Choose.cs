using System.CommandLine;
using System.CommandLine.Parsing;

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
    public static Option<string> RunFolder() => Needed<string>("--out", "Run folder; an unfinished run resumes").FolderToWrite();

    /// <summary>--threads.</summary>
    public static Option<int> Threads() => With("--threads", 0, "CPU cores to use; 0 is all", new Limits(0, 1024));

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

    /// <summary>The option names a file that must be there.</summary>
    public static Option<T> ExistingFile<T>(this Option<T> option, string what)
    {
        option.Validators.Add(result => Check(result, option.Name, name => FileProblem(name, what)));
        return option;
    }

    /// <inheritdoc cref="ExistingFile{T}(Option{T}, string)"/>
    public static Argument<string> ExistingFile(this Argument<string> argument, string what)
    {
        argument.Validators.Add(result => Check(result, $"<{argument.Name}>", name => FileProblem(name, what)));
        return argument;
    }

    /// <summary>The argument names run folders that must be there.</summary>
    public static Argument<string[]> ExistingRuns(this Argument<string[]> argument)
    {
        argument.Validators.Add(result => Check(result, $"<{argument.Name}>", RunProblem));
        return argument;
    }

    /// <summary>The option names a run folder that must be there.</summary>
    public static Option<T> ExistingRun<T>(this Option<T> option)
    {
        option.Validators.Add(result => Check(result, option.Name, RunProblem));
        return option;
    }

    /// <summary>The option names a file to write.</summary>
    public static Option<string> FileToWrite(this Option<string> option)
    {
        option.Validators.Add(result => Check(result, option.Name, name => Directory.Exists(name) ? "is a folder, expected the name of a file" : NameProblem(name, "a file")));
        return option;
    }

    /// <summary>The option names a folder to write into.</summary>
    public static Option<string> FolderToWrite(this Option<string> option)
    {
        option.Validators.Add(result => Check(result, option.Name, name => File.Exists(name) ? "is a file, expected a folder" : NameProblem(name, "a folder")));
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

    private static string? FileProblem(string name, string what) => File.Exists(name) ? null
        : Directory.Exists(name) ? $"is a folder, expected a {what}" : FileNames.Missing(name, what);

    private static string? RunProblem(string name) => Directory.Exists(name) ? null
        : File.Exists(name) ? "is a file, expected a run folder" : FileNames.Missing(name, "run folder");

    private static string? NameProblem(string name, string what) => string.IsNullOrWhiteSpace(name) ? $"expected the name of {what}"
        : name.Contains('\0') || !FileNames.IsReadable(name) ? "is not valid UTF-8" : null;
}
