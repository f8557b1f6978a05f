using System.Globalization;
using Audit.Cli.Terminal;

namespace Audit.Cli.Options;

/// <summary>Sizes in pixel units of [0,1], written 0.1 or 8/255.</summary>
public static class Pixels
{
    /// <exception cref="UsageException">It is no number above 0.</exception>
    public static double Parse(string name, string text)
    {
        string[] parts = text.Split('/');
        return parts.Length <= 2 && Number(parts[0]) is { } top && (parts.Length == 2 ? Number(parts[1]) : 1) is { } bottom
            && top / bottom is > 0 and var size && double.IsFinite(size)
            ? size
            : throw new UsageException($"{name} must be a number above 0 such as 0.1 or 8/255, got '{text}'");
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
