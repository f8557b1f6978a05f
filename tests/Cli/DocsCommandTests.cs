using System.CommandLine;
using System.Text.RegularExpressions;
using Audit.Cli;

namespace Audit.Tests.Cli;

/// <summary>Every command line of the README, the documents and the help texts is one that the program takes: no word, option or
/// value in it is unknown, and nothing is missing but the files.</summary>
public partial class DocsCommandTests
{
    public static readonly TheoryData<string, string> Lines = All();

    private static TheoryData<string, string> All()
    {
        var lines = new TheoryData<string, string>();
        foreach (var (name, text) in Documents())
        {
            foreach (string line in CommandsOf(text).Distinct())
                lines.Add(name, line);
            foreach (string line in MentionsOf(text).Distinct())
                lines.Add($"{name}, mentioned", line);
        }
        return lines;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_IsUnderstood(string where, string line)
    {
        var parse = Root.Create().Parse(Words(line));
        Assert.True(parse.UnmatchedTokens.Count == 0, $"{where}: {line}: {string.Join(' ', parse.UnmatchedTokens)}");
        bool mentioned = where.EndsWith(", mentioned", StringComparison.Ordinal);
        Assert.All(parse.Errors, e => Assert.True(IsMissingFile(e.Message) || (mentioned && IsLeftOut(e.Message)),
            $"{where}: {line}: {e.Message}"));
    }

    [Fact]
    public void Lines_AreFound() => Assert.InRange(Lines.Count, 60, 1000);

    [Theory]
    [InlineData("table runs/a --knd attack")]
    [InlineData("table runs/a --format pdf")]
    [InlineData("certify m --data glyphs")]
    public void Line_ThatIsWrong_IsFound(string line)
    {
        var parse = Root.Create().Parse(Words(line));
        Assert.Contains(parse.Errors, e => !IsMissingFile(e.Message));
    }

    private static bool IsMissingFile(string message) => message.Contains("there is no such", StringComparison.Ordinal)
        && !message.Contains("'--", StringComparison.Ordinal); // a misspelt option, taken for a file

    /// <summary>Nothing is there, or a letter stands for a value.</summary>
    private static bool IsLeftOut(string message) => message.Contains("is required", StringComparison.Ordinal)
        || message.Contains("missing", StringComparison.Ordinal) || message.Contains("is needed", StringComparison.Ordinal)
        || Letter().IsMatch(message);

    private static IEnumerable<(string Name, string Text)> Documents()
    {
        foreach (string path in Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
            .Append(Path.Combine(Repository.Root, "README.md")))
            yield return (Path.GetFileName(path), File.ReadAllText(path));
        foreach (var command in Root.Create().Subcommands.SelectMany(c => c.Subcommands.Count > 0 ? c.Subcommands : [c]))
            yield return ($"{command.Name} --help", command.Description ?? "");
    }

    /// <summary>Lines that begin with the program, alone in a block or behind "Example:"; long ones go on behind a
    /// backslash.</summary>
    private static IEnumerable<string> CommandsOf(string text) => CommandLine().Matches(text.Replace("\\\n", " ",
        StringComparison.Ordinal)).Select(m => m.Groups[1].Value.Trim());

    /// <summary>Commands that a sentence mentions, which may leave out what does not matter there.</summary>
    private static IEnumerable<string> MentionsOf(string text) => Inline().Matches(text).Select(m => m.Groups[1].Value.Trim())
        .Where(line => !line.Contains("...", StringComparison.Ordinal));

    /// <summary>The words as a shell makes them of a line, up to a comment, a pipe or a redirection. A word of choices or in
    /// brackets stands for the first, or for what it holds.</summary>
    private static string[] Words(string line)
    {
        string command = Comment().Replace(line.Replace("[", "", StringComparison.Ordinal).Replace("]", "",
            StringComparison.Ordinal), "");
        return [.. Word().Matches(command).Select(m => m.Value.Replace("\"", "", StringComparison.Ordinal)).Select(w => w switch
        {
            "E" => "0.1",
            "D" => "glyphs",
            _ => w.Contains('|', StringComparison.Ordinal) ? w.Split('|')[0] : w,
        })];
    }

    [GeneratedRegex(@"^(?: {4}|Example: | {9}|)(?:\./)?audit ((?!COMMAND)[a-z].*)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"`(?:\./)?audit ([a-z][^`\n]* --[^`\n]*)`")]
    private static partial Regex Inline();

    [GeneratedRegex("got '[A-Z]'$")]
    private static partial Regex Letter();

    [GeneratedRegex(@"\s(#|\||>|2>|&&).*$")]
    private static partial Regex Comment();

    [GeneratedRegex("""(?:[^\s"]|"[^"]*")+""")]
    private static partial Regex Word();
}
