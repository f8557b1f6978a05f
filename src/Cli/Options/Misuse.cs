using System.CommandLine;
using System.CommandLine.Parsing;

namespace Audit.Cli.Options;

/// <summary>What is wrong with a command line, in one line that names the word or the option.</summary>
internal static class Misuse
{
    /// <summary>The first thing to repair: a misspelt word makes others missing, and a wrong value matters more than a missing
    /// one.</summary>
    public static string Of(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        OptionResult[] given = [.. command.Options.Select(parse.GetResult).OfType<OptionResult>().Where(o => !o.Implicit)];
        return UnmatchedWord(parse, command)
            ?? PositionalModel.GivenTwice(parse)
            ?? parse.Errors.Select(e => e.Message).FirstOrDefault(IsOurs)
            ?? given.Where(o => o.Tokens.Count < o.Option.Arity.MinimumNumberOfValues)
            .Select(o => $"{o.Option.Name} needs a value").FirstOrDefault()
            ?? given.Where(o => o.Tokens.Count > o.Option.Arity.MaximumNumberOfValues)
            .Select(o => $"{o.Option.Name} takes one value, it was given {o.Tokens.Count}").FirstOrDefault()
            ?? Missing(parse, command, given)
            ?? (command.Subcommands.Count > 0
            ? $"a command is missing: {string.Join(", ", command.Subcommands.Select(c => c.Name))}"
            : parse.Errors[0].Message.TrimEnd('.'));
    }

    /// <summary>The command with those that it belongs to.</summary>
    public static string Name(CommandResult result) => result.Parent is CommandResult parent
        ? $"{Name(parent)} {result.Command.Name}" : "audit";

    private static bool IsOurs(string message) => message.StartsWith("--", StringComparison.Ordinal) || message.StartsWith('<');

    private static string? UnmatchedWord(ParseResult parse, Command command)
    {
        // A misspelt option is taken for a word where words are welcome.
        string? word = command.Arguments.SelectMany(a => parse.GetResult(a)?.Tokens ?? []).Select(t => t.Value)
            .FirstOrDefault(w => w.StartsWith("--", StringComparison.Ordinal) && w.Length > 2)
            ?? (parse.UnmatchedTokens.Count > 0 ? parse.UnmatchedTokens[0] : null);
        if (word is null)
            return null;
        if (word.StartsWith('-') && word.Length > 1 && !char.IsAsciiDigit(word[1]))
            return $"unknown option {Shown.Name(word)}{Meant(word.Split('=')[0], command.Options.Select(o => o.Name))}";
        if (command.Subcommands.Count > 0)
            return $"unknown command {Shown.Name(word)}{Meant(word, command.Subcommands.Select(c => c.Name))}";
        return Unexpected(parse, command, word);
    }

    /// <summary>A word that stands where none belongs.</summary>
    internal static string Unexpected(ParseResult parse, Command command, string word)
    {
        int at = parse.Tokens.ToList().FindIndex(t => t.Value == word && t.Type == TokenType.Argument);
        var before = at > 0 ? command.Options.FirstOrDefault(o => o.Name == parse.Tokens[at - 1].Value) : null;
        if (before is Option<bool?>)
            return $"{before.Name} must be true or false, got {Shown.Name(word)}";
        return before is Option<bool> ? $"{before.Name} takes no value, got {Shown.Name(word)}"
            : $"unexpected {Shown.Name(word)}";
    }

    private static string Meant(string word, IEnumerable<string> known) =>
        Nearest.Of(word, known) is { } near ? $": did you mean {near}?" : "";

    /// <summary>Everything that is missing, in one line.</summary>
    private static string? Missing(ParseResult parse, Command command, OptionResult[] given)
    {
        string[] missing =
        [
            .. command.Arguments.Where(a => (parse.GetResult(a)?.Tokens.Count ?? 0) < a.Arity.MinimumNumberOfValues)
                .Select(a => $"<{a.Name}> is missing: {a.Description}"),
            .. PositionalModel.IsMissing(parse) ? [$"MODEL is needed: {PositionalModel.Described(command)}"] : (string[])[],
            .. command.Options.Where(o => o.Required && !given.Any(g => g.Option == o))
                .Select(o => $"{o.Name} is needed: {o.Description}"),
        ];
        return missing.Length == 0 ? null : string.Join("; ", missing);
    }
}
