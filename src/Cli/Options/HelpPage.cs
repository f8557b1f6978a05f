using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Audit.Cli.Options;

/// <summary>--help: of the program one line for each command, of a command its options under headings, in lines of 110
/// characters.</summary>
internal static class HelpPage
{
    private const int LineLength = 110, NameWidth = 26;

    private static readonly ConditionalWeakTable<Option, string> Titles = [];

    /// <summary>Puts an option under a heading.</summary>
    public static void Put(Option option, string? title)
    {
        if (title is not null)
            Titles.AddOrUpdate(option, title);
    }

    /// <summary>The page of a command.</summary>
    public static string Of(CommandResult result) => result.Command is RootCommand root ? OfRoot(root) : OfCommand(result);

    private static string OfRoot(RootCommand root)
    {
        var text = new StringBuilder(root.Description).Append("\n\nUsage: audit COMMAND [OPTIONS]\n\n");
        foreach (var command in root.Subcommands)
            text.Append($"  {command.Name,-11} {FirstSentence(command.Description ?? "")}\n");
        text.Append("\nOf every command:\n");
        foreach (var option in root.Options.Where(o => o is not VersionOption))
            Entry(text, Names(option), option is HelpOption ? "Show the help of the command" : option.Description ?? "");
        return text.Append("\naudit COMMAND --help says more; audit --version names the versions.\n").ToString();
    }

    private static string OfCommand(CommandResult result)
    {
        var command = result.Command;
        var text = new StringBuilder(command.Description).Append($"\n\nUsage: {Misuse.Name(result)}");
        foreach (var argument in command.Arguments)
            text.Append(argument.Arity.MinimumNumberOfValues == 0 ? $" [{Upper(argument)}]" : $" {Upper(argument)}")
                .Append(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        text.Append(command.Subcommands.Count > 0 ? " COMMAND\n" : " [OPTIONS]\n");
        foreach (var argument in command.Arguments)
            Entry(text, Upper(argument), argument.Description ?? "");
        foreach (var sub in command.Subcommands)
            Entry(text, sub.Name, FirstSentence(sub.Description ?? ""));
        var own = command.Options.Where(o => o is not HelpOption).ToList();
        foreach (var group in own.GroupBy(o => Titles.TryGetValue(o, out string? title) ? title : "Options"))
        {
            text.Append($"\n{group.Key}:\n");
            foreach (var option in group)
                Entry(text, Names(option), About(option));
        }
        text.Append("\n-h, --quiet and --verbose: see audit --help\n");
        return text.ToString();
    }

    private static string Upper(Argument argument) => argument.Name.ToUpperInvariant();

    /// <summary>The option and the words that it takes.</summary>
    private static string Names(Option option)
    {
        string name = option is HelpOption ? "-h, --help" : option.Name;
        return option is HelpOption || option.ValueType == typeof(bool) ? name
            : IsShort(Words(option)) ? $"{name} {string.Join('|', Words(option))}"
            : $"{name} {option.Name.Split('-')[^1].ToUpperInvariant()}";
    }

    private static string[] Words(Option option) =>
        [.. option.CompletionSources.SelectMany(c => c(CompletionContext.Empty)).Select(c => c.Label).Distinct()];

    private static bool IsShort(string[] words) => words.Length is > 0 and <= 4 && words.Sum(w => w.Length) < 30;

    /// <summary>Description, the words that it takes where they stand nowhere else, and the default.</summary>
    private static string About(Option option)
    {
        string about = option.Description ?? "";
        string[] words = IsShort(Words(option)) ? []
            : [.. Words(option).Where(w => !about.Contains(w, StringComparison.Ordinal))];
        return (words.Length > 0 ? $"{string.Join(", ", Words(option))}: {about}" : about)
            + (option.Required ? " (needed)" : "") + Default(option);
    }

    private static string Default(Option option) => option.HasDefaultValue && option.ValueType != typeof(bool)
        && option.GetDefaultValue() is string { Length: > 0 } value ? $" [default: {value}]" : "";

    /// <summary>Name and text; the text is broken between words and stands in a column of its own.</summary>
    private static void Entry(StringBuilder text, string name, string about)
    {
        text.Append("  ").Append(name.PadRight(NameWidth));
        int column = 2 + Math.Max(NameWidth, name.Length);
        if (name.Length >= NameWidth)
        {
            text.Append('\n').Append(' ', 2 + NameWidth);
            column = 2 + NameWidth;
        }
        foreach (string word in about.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column + 1 + word.Length > LineLength && column > 2 + NameWidth)
            {
                text.Append('\n').Append(' ', 2 + NameWidth);
                column = 2 + NameWidth;
            }
            text.Append(' ').Append(word);
            column += 1 + word.Length;
        }
        text.Append('\n');
    }

    private static string FirstSentence(string text)
    {
        string line = text.Split("\n\n")[0].ReplaceLineEndings(" ");
        for (int i = 12; i < line.Length; i++)
        {
            // "et al. 2020" ends no sentence.
            if (line[i] is '.' or ':' or ';' && (i + 1 == line.Length || (line[i + 1] == ' '
                && (line[i] != '.' || i + 2 == line.Length || char.IsAsciiLetterUpper(line[i + 2])))))
                return line[..i];
        }
        return line;
    }
}
