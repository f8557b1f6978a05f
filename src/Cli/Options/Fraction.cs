using System.CommandLine;
using System.Globalization;
using Audit.Cli.Console;

namespace Audit.Cli.Options;

/// <summary>Numbers as papers write them: 0.3 or 8/255.</summary>
public static class Fraction
{
    /// <exception cref="UsageException">The text is neither a number nor a quotient of two.</exception>
    public static double Parse(string option, string text)
    {
        string[] parts = text.Split('/');
        double[] numbers = [.. parts.Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN)];
        return numbers switch
        {
            [var number] when double.IsFinite(number) => number,
            [var above, var below] when double.IsFinite(above / below) => above / below,
            _ => throw new UsageException($"{option} must be a number such as 0.3 or 8/255, got '{text}'"),
        };
    }

    /// <summary>The value of an option, or null where it was not given.</summary>
    public static double? Read(ParseResult parse, Option<string?> option) => parse.GetValue(option) is { } text ? Parse(option.Name, text) : null;
}
