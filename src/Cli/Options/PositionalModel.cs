using System.CommandLine;
using System.CommandLine.Parsing;
using Audit.Inputs.Settings;

namespace Audit.Cli.Options;

/// <summary>MODEL as the first word of a command that also has --model.</summary>
internal static class PositionalModel
{
    private const string Name = "MODEL";

    /// <summary>Offers the word; the option is then no longer required by itself.</summary>
    public static Argument<string?> Add(Command command)
    {
        var option = command.Options.Single(o => o.Name == "--model");
        option.Required = false;
        var model = new Argument<string?>(Name) { Description = option.Description, Arity = ArgumentArity.ZeroOrOne };
        model.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && PathKinds.ExistingFile(token.Value, "model file") is { } problem)
                result.AddError($"<{Name}> {Shown.Name(token.Value, 200)}: {problem}");
        });
        command.Add(model);
        option.Description = "The same as MODEL" + (option.Description!.Contains("several", StringComparison.Ordinal)
            ? "; given again, several are attacked as one" : "");
        return model;
    }

    /// <summary>What was given, the word included.</summary>
    /// <remarks>Not a validator of the command: where one of those fails, the values of options are not looked at.</remarks>
    /// <exception cref="UsageException">The model was given twice, or not at all.</exception>
    public static Given Read(Given given, ParseResult parse, Argument<string?> model) =>
        GivenTwice(parse) is { } problem ? throw new UsageException(problem)
            : IsMissing(parse) ? throw new UsageException($"{Name} is needed: {model.Description}")
            : parse.GetValue(model) is { } path ? given.With("model", path) : given;

    /// <summary>Neither the word nor the option was given.</summary>
    public static bool IsMissing(ParseResult parse) => Find(parse) is { } model && Word(parse, model) is null && !IsNamed(parse);

    /// <summary>What is wrong with a word that stands beside --model; null for nothing.</summary>
    public static string? GivenTwice(ParseResult parse) =>
        Find(parse) is { } model && Word(parse, model) is { } word && IsNamed(parse)
            ? Misuse.Unexpected(parse, parse.CommandResult.Command, word) : null;

    /// <summary>The argument's description.</summary>
    public static string Described(Command command) => command.Arguments.First(a => a.Name == Name).Description ?? "";

    private static Argument? Find(ParseResult parse) => parse.CommandResult.Command.Arguments.FirstOrDefault(a => a.Name == Name);

    private static string? Word(ParseResult parse, Argument model) => parse.GetResult(model)?.Tokens is [var token] ? token.Value
        : null;

    private static bool IsNamed(ParseResult parse) =>
        parse.CommandResult.Command.Options.FirstOrDefault(o => o.Name == "--model") is { } option
            && parse.GetResult(option) is { Implicit: false };
}
