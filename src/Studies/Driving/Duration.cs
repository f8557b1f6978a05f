using System.Globalization;
using Audit.Inputs;

namespace Audit.Studies.Driving;

/// <summary>Spans of time as people write them: 90s, 10m, 2h.</summary>
public static class Duration
{
    /// <summary>How one is written.</summary>
    public const string Usage = "a time such as 90s, 10m or 2h";

    private const double Longest = 366 * 86_400.0;

    /// <summary>Reads a span.</summary>
    /// <param name="text">A number and its unit.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public static double Seconds(string text)
    {
        double unit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return unit > 0 && Numbers.TryReal(text.AsSpan(0, text.Length - 1), out double number) && number > 0
            && number * unit <= Longest ? number * unit : throw new UsageException($"expected {Usage}, got {Shown.Name(text)}");
    }

    /// <summary>"45 s", "12 min", "3.5 h": to two digits, as estimates are.</summary>
    public static string Text(double seconds) => seconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(seconds)):F0} s")
        : seconds < 5400 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:F0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:F1} h");
}
