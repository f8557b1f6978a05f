using System.CommandLine;
using System.CommandLine.Parsing;

namespace Audit.Cli;

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
            ?? parse.Errors.Select(e => e.Message).FirstOrDefault(IsOurs)
            ?? given.Where(o => o.Tokens.Count < o.Option.Arity.MinimumNumberOfValues)
            .Select(o => $"{o.Option.Name} needs a value").FirstOrDefault()
            ?? given.Where(o => o.Tokens.Count > o.Option.Arity.MaximumNumberOfValues)
            .Select(o => $"{o.Option.Name} takes one value, it was given {o.Tokens.Count}").FirstOrDefault()
            ?? command.Arguments.Where(a => (parse.GetResult(a)?.Tokens.Count ?? 0) < a.Arity.MinimumNumberOfValues)
            .Select(a => $"<{a.Name}> is missing: {a.Description}").FirstOrDefault()
            ?? command.Options.Where(o => o.Required && !given.Any(g => g.Option == o))
            .Select(o => $"{o.Name} is needed: {o.Description}").FirstOrDefault()
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
        if (parse.UnmatchedTokens.Count == 0)
            return null;
        string word = parse.UnmatchedTokens[0];
        if (word.StartsWith('-') && word.Length > 1 && !char.IsAsciiDigit(word[1]))
            return $"unknown option {Shown.Name(word)}{Nearest(word.Split('=')[0], command.Options.Select(o => o.Name))}";
        if (command.Subcommands.Count > 0)
            return $"unknown command {Shown.Name(word)}{Nearest(word, command.Subcommands.Select(c => c.Name))}";
        int at = parse.Tokens.ToList().FindIndex(t => t.Value == word && t.Type == TokenType.Argument);
        var before = at > 0 ? command.Options.FirstOrDefault(o => o.Name == parse.Tokens[at - 1].Value) : null;
        if (before is Option<bool?>)
            return $"{before.Name} must be true or false, got {Shown.Name(word)}";
        return before is Option<bool> ? $"{before.Name} takes no value, got {Shown.Name(word)}"
            : $"unexpected {Shown.Name(word)}";
    }

    private static string Nearest(string word, IEnumerable<string> known)
    {
        var near = known.Select(k => (Name: k, Distance: k.StartsWith(word, StringComparison.Ordinal) ? 1 : Distance(k, word)))
            .Where(k => k.Distance <= 2).ToList();
        return near.Count == 0 ? "" : $": did you mean {near.MinBy(k => k.Distance).Name}?";
    }

    /// <summary>Letters to insert, drop or change (Levenshtein); words longer than any name are far from all.</summary>
    private static int Distance(string a, string b)
    {
        if (b.Length > 40)
            return b.Length;
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1,
                    diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
