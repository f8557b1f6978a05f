using System.Globalization;
using System.Text;

namespace Audit.Inputs;

/// <summary>Text that others wrote, made fit to be shown: names, labels and metadata of files could otherwise rewrite a terminal
/// or flood it.</summary>
public static class Shown
{
    /// <summary>Longest name that is shown whole.</summary>
    public const int LongestName = 80;

    /// <summary>A name of a file's, in quotes, cut where it is long.</summary>
    public static string Name(string text, int longest = LongestName) => $"'{Text(text, longest)}'";

    /// <summary>Text without control characters, cut where it is long as it is shown.</summary>
    public static string Text(string text, int longest = LongestName)
    {
        string start = Start(text, longest);
        string shown = Printable(start);
        return shown.Length <= longest && start.Length == text.Length ? shown : Start(shown, longest) + "...";
    }

    /// <summary>At most this many characters from the beginning; no pair is cut in two.</summary>
    private static string Start(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsSurrogatePair(text, longest - 1) ? longest - 1 : longest)];

    /// <summary>Text whose control characters, direction marks and halves of pairs are written out (\x1b, \u202e), so that they
    /// do nothing.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="lines">Whether line ends and tabs may stay.</param>
    public static string Printable(string text, bool lines = false)
    {
        int first = FirstActive(text, 0, lines);
        if (first < 0)
            return text;
        var shown = new StringBuilder(text.Length + 16);
        int start = 0;
        for (int at = first; at >= 0; at = FirstActive(text, start, lines))
        {
            shown.Append(text, start, at - start).Append(text[at] < 256 ? "\\x" : "\\u")
                .Append(((int)text[at]).ToString(text[at] < 256 ? "x2" : "x4", CultureInfo.InvariantCulture));
            start = at + 1;
        }
        return shown.Append(text, start, text.Length - start).ToString();
    }

    private static int FirstActive(string text, int from, bool lines)
    {
        for (int i = from; i < text.Length; i++)
        {
            char c = text[i];
            if (c is >= ' ' and <= '~' || (lines && c is '\n' or '\t'))
                continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return i;
        }
        return -1;
    }
}
