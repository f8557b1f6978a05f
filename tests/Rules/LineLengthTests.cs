using System.Text.RegularExpressions;

namespace Audit.Tests.Rules;

/// <summary>Lines have at most 130 columns, except inside raw string literals, which are shown or read as they stand.</summary>
public partial class LineLengthTests
{
    private const int Most = 130;

    [GeneratedRegex("\"\"\"+")]
    private static partial Regex Quotes();

    [GeneratedRegex("(\"\"\"+).*?\\1")]
    private static partial Regex Literal();

    [Fact]
    public void Sources_KeepTo130Columns()
    {
        string[] found = [.. SourceFile.Below("src", "tests", "benchmarks").SelectMany(file => TooLong(file.Lines)
            .Select(line => $"{file.Name}:{line}"))];
        Assert.True(found.Length == 0, $"longer than {Most} columns:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void TooLong_RawStringAndCode_OnlyCodeCounts()
    {
        string line = new('x', Most + 1), quotes = new('"', 3);
        Assert.Equal([1, 5], TooLong([line, $"string text = {quotes}", line, $"    {quotes};", line, line[1..]]));
    }

    /// <summary>Numbers of the lines that are too long, from 1.</summary>
    private static IEnumerable<int> TooLong(string[] lines)
    {
        bool raw = false;
        for (int i = 0; i < lines.Length; i++)
        {
            bool inside = raw;
            if (Quotes().Count(lines[i]) % 2 == 1)
                raw = !raw;
            if (!inside && Literal().Replace(lines[i], "").Length > Most)
                yield return i + 1;
        }
    }
}
