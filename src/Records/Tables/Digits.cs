using System.Globalization;
using Audit.Inputs;

namespace Audit.Records.Tables;

/// <summary>Numbers as text, the same under every culture.</summary>
internal static class Digits
{
    /// <summary>Four significant digits, for people.</summary>
    public static string Short(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return Full(value);
        string scientific = value.ToString("E3", CultureInfo.InvariantCulture);
        _ = Numbers.TryWhole(scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1), out int exponent);
        return exponent is < -4 or > 6 ? scientific
            : Math.Round(value, Math.Clamp(3 - exponent, 0, 15))
            .ToString($"F{Math.Max(0, 3 - exponent)}", CultureInfo.InvariantCulture);
    }

    /// <summary>A share of one to four decimals, so that shares align and small bounds do not pretend to precision.</summary>
    public static string Share(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>The shortest text that reads back to the same double.</summary>
    public static string Full(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Full(long value) => value.ToString(CultureInfo.InvariantCulture);
}
