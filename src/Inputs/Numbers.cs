using System.Globalization;
using System.Numerics;

namespace Audit.Inputs;

/// <summary>Numbers as people and files write them: ASCII digits, a decimal point, nothing else. The only place where text
/// becomes a number.</summary>
/// <remarks>
/// A comma separates the items of a list and is never part of a number: .NET's own parsers take "0,25" for 25. No white space, no
/// currency, no hexadecimals, no "Infinity", no digits of other scripts; a number too large for its type is refused, not rounded
/// to infinity.
/// </remarks>
public static class Numbers
{
    private const NumberStyles Decimal =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A finite decimal number: 0.25, .25, -3, 1e-5.</summary>
    public static bool TryReal(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        return IsDecimal(text) && double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    /// <summary>A finite decimal number, rounded once to float32.</summary>
    public static bool TryReal(ReadOnlySpan<char> text, out float value)
    {
        value = 0;
        return IsDecimal(text) && float.TryParse(text, Decimal, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }

    /// <summary>A decimal number or a fraction of two: 0.25, 8/255.</summary>
    public static bool TryRatio(ReadOnlySpan<char> text, out double value)
    {
        int slash = text.IndexOf('/');
        if (slash < 0)
            return TryReal(text, out value);
        value = 0;
        if (!TryReal(text[..slash], out double top) || !TryReal(text[(slash + 1)..], out double bottom))
            return false;
        value = top / bottom;
        return double.IsFinite(value);
    }

    /// <summary>A whole number with an optional sign.</summary>
    public static bool TryWhole(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        return AreDigits(Unsigned(text)) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out value);
    }

    /// <inheritdoc cref="TryWhole(ReadOnlySpan{char}, out long)"/>
    public static bool TryWhole(ReadOnlySpan<char> text, out int value)
    {
        bool whole = TryWhole(text, out long wide) && wide is >= int.MinValue and <= int.MaxValue;
        value = whole ? (int)wide : 0;
        return whole;
    }

    /// <inheritdoc cref="TryWhole(ReadOnlySpan{char}, out long)"/>
    /// <remarks>Takes time quadratic in the digits: bound them first.</remarks>
    public static bool TryWhole(ReadOnlySpan<char> text, out BigInteger value)
    {
        value = default;
        return AreDigits(Unsigned(text)) && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out value);
    }

    /// <summary>Digits alone: a size, an index, a count.</summary>
    public static bool TryCount(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        return AreDigits(text) && TryWhole(text, out value);
    }

    /// <inheritdoc cref="TryCount(ReadOnlySpan{char}, out int)"/>
    public static bool TryCount(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        return AreDigits(text) && TryWhole(text, out value);
    }

    /// <inheritdoc cref="TryCount(ReadOnlySpan{char}, out int)"/>
    public static bool TryCount(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        return AreDigits(text) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A size in pixel units as people give it: 8/255 where it is that very double, else the shortest decimal
    /// number.</summary>
    public static string Size(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        double levels = Math.Round(value * 255);
        return text.Length > 8 && levels is >= 1 and <= 255 && levels / 255 == value
            ? $"{levels.ToString(CultureInfo.InvariantCulture)}/255" : text;
    }

    /// <summary>The items of a list, separated by commas, spaces beside them allowed.</summary>
    public static IEnumerable<string> Items(string text) => text.Split(',').Select(item => item.Trim(' '));

    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        text = Unsigned(text);
        int exponent = text.IndexOfAny('e', 'E');
        if (exponent >= 0)
        {
            if (!AreDigits(Unsigned(text[(exponent + 1)..])))
                return false;
            text = text[..exponent];
        }
        int point = text.IndexOf('.');
        if (point < 0)
            return AreDigits(text);
        var whole = text[..point];
        var fraction = text[(point + 1)..];
        return (whole.IsEmpty || AreDigits(whole)) && (fraction.IsEmpty || AreDigits(fraction)) && text.Length > 1;
    }

    private static ReadOnlySpan<char> Unsigned(ReadOnlySpan<char> text) => !text.IsEmpty && text[0] is '+' or '-' ? text[1..]
        : text;

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
