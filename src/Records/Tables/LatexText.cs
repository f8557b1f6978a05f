using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Audit.Inputs;

namespace Audit.Records.Tables;

/// <summary>Text as LaTeX source that compiles with pdflatex, whatever it holds.</summary>
internal static partial class LatexText
{
    /// <summary>Text of ours: symbols, radii and ranges become mathematics.</summary>
    public static string Prose(string text)
    {
        StringBuilder source = new();
        int at = 0;
        foreach (Match match in Mathematics().Matches(text))
        {
            source.Append(Plain(text[at..match.Index])).Append(OfMatch(match.Value));
            at = match.Index + match.Length;
        }
        return source.Append(Plain(text[at..])).ToString();
    }

    /// <summary>A setting with its name: mathematics where the name is a symbol.</summary>
    public static string Setting(string header, string value)
    {
        string name = Prose(header);
        return name.Length > 2 && name[0] == '$' && name.IndexOf('$', 1) == name.Length - 1 && value.All(IsOfNumber)
            ? $"{name[..^1]} = {value}$" : $"{name} {Number(value)}";
    }

    /// <summary>A number as it is printed elsewhere: a true minus sign, powers of ten, a dash where there is none.</summary>
    public static string Number(string text) => text == "-" ? "--"
        : Scientific().Match(text) is { Success: true } number && Numbers.TryWhole(number.Groups[2].Value, out int exponent)
        ? string.Create(CultureInfo.InvariantCulture, $"${number.Groups[1].Value} \\times 10^{{{exponent}}}$")
        : text.Length > 1 && text[0] == '-' && text.Skip(1).All(IsOfNumber) ? $"${text}$" : Plain(text);

    /// <summary>Text of others, taken literally. Characters that pdflatex does not know by itself are written as their
    /// number.</summary>
    public static string Plain(string text)
    {
        StringBuilder escaped = new();
        foreach (Rune rune in text.EnumerateRunes())
            escaped.Append(rune.Value switch
            {
                '\\' => "\\textbackslash{}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '"' => "''",
                '<' or '>' or '|' => $"${(char)rune.Value}$",
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{(char)rune.Value}",
                >= ' ' and <= '~' => rune.ToString(),
                '\u00d7' => "$\\times$",
                '\u03c3' => "$\\sigma$",
                '\u03b1' => "$\\alpha$",
                '\u03b5' => "$\\epsilon$",
                '\u221e' => "$\\infty$",
                >= 0xc0 and <= 0xff and not (0xd0 or 0xde or 0xf0 or 0xfe or 0xf7) => rune.ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}"),
            });
        return escaped.Replace("--", "-{}-").ToString();
    }

    private static bool IsOfNumber(char c) => char.IsAsciiDigit(c) || c is '.' or '-' or '/';

    private static string OfMatch(string text) => text switch
    {
        "sigma" or "alpha" or "epsilon" => $"$\\{text}$",
        "n0" => "$n_0$",
        "N" => "$N$",
        "L1" => "$\\ell_1$",
        "L2" => "$\\ell_2$",
        "Linf" or "L-infinity" => "$\\ell_\\infty$",
        " %" => "\\,\\%",
        _ => $"${text}$", // r = 0.25, [0,1]
    };

    [GeneratedRegex(@"\b(sigma|alpha|epsilon|n0|N|L1|L2|Linf|L-infinity)\b|\br = (R\b|\d+(\.\d+)?)|\[0,1\]|(?<=\d) %")]
    private static partial Regex Mathematics();

    [GeneratedRegex(@"^(-?\d(?:\.\d+)?)E([+-]\d+)$")]
    private static partial Regex Scientific();
}
