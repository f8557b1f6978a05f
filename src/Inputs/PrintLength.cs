using System.Globalization;

namespace Audit.Inputs;

/// <summary>A length on paper.</summary>
/// <param name="Inches">In inches.</param>
public sealed record PrintLength(double Inches)
{
    /// <summary>What is written for one.</summary>
    public const string Expected = "a length from 1in to 40in, such as 3.25in, 8.2cm, 82mm or 234pt";

    private static readonly (string Unit, double PerInch)[] Units = [("in", 1), ("cm", 2.54), ("mm", 25.4), ("pt", 72.27)];

    /// <summary>In points of TeX.</summary>
    public double Points => Inches * 72.27;

    /// <summary>The length that a text names; null for none.</summary>
    public static PrintLength? Parse(string text)
    {
        foreach (var (unit, perInch) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && Numbers.TryReal(text.AsSpan(0, text.Length - unit.Length), out double number)
                && number / perInch is >= 1 and <= 40)
                return new(number / perInch);
        }
        return null;
    }

    /// <summary>In inches.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(Inches, 4)}in");
}
