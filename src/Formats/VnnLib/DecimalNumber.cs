using System.Globalization;
using System.Numerics;
using Audit.Inputs;

namespace Audit.Formats.VnnLib;

/// <summary>A number as a file writes it, digits times a power of ten: 0.1 is a tenth, which no floating-point number
/// is.</summary>
/// <param name="Digits">All digits, with the sign.</param>
/// <param name="Exponent">Power of ten.</param>
public readonly record struct DecimalNumber(BigInteger Digits, int Exponent)
{
    /// <summary>Digits and powers beyond this are no property's.</summary>
    private const int Longest = 400;

    /// <summary>Reads a number such as -12, 0.5 or 1e-3.</summary>
    public static bool TryParse(string text, out DecimalNumber number)
    {
        number = default;
        int e = text.IndexOfAny(['e', 'E']);
        int power = 0;
        if (e >= 0 && !Numbers.TryWhole(text.AsSpan(e + 1), out power))
            return false;
        string mantissa = e >= 0 ? text[..e] : text;
        int point = mantissa.IndexOf('.');
        string digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (digits.Length is 0 or > Longest || Math.Abs((long)power) > Longest
            || !Numbers.TryWhole(digits, out BigInteger all))
            return false;
        number = new(all, power - (point < 0 ? 0 : mantissa.Length - point - 1));
        return Numbers.TryReal(string.Create(CultureInfo.InvariantCulture, $"{number.Digits}e{number.Exponent}"), out double _);
    }

    public static DecimalNumber operator -(DecimalNumber x) => new(-x.Digits, x.Exponent);

    /// <summary>Below 0, 0 or above 0 as the number is below, equal to or above x, which is finite.</summary>
    public int CompareTo(double x)
    {
        // x is m 2^p; both sides are brought to whole numbers.
        long bits = BitConverter.DoubleToInt64Bits(x);
        int field = (int)((bits >> 52) & 0x7FF);
        BigInteger m = (bits & 0xFFFFFFFFFFFFF) + (field == 0 ? 0 : 1L << 52);
        int p = Math.Max(field, 1) - 1075;
        BigInteger left = Digits, right = bits < 0 ? -m : m;
        if (Exponent >= 0)
            left *= BigInteger.Pow(10, Exponent);
        else
            right *= BigInteger.Pow(10, -Exponent);
        if (p >= 0)
            right <<= p;
        else
            left <<= -p;
        return left.CompareTo(right);
    }

    /// <summary>Below 0, 0 or above 0 as this number is smaller, equal or larger.</summary>
    public int CompareTo(DecimalNumber other)
    {
        int least = Math.Min(Exponent, other.Exponent);
        return (Digits * BigInteger.Pow(10, Exponent - least))
            .CompareTo(other.Digits * BigInteger.Pow(10, other.Exponent - least));
    }

    /// <summary>The nearest double, more or less.</summary>
    public double Near => Numbers.TryReal(string.Create(CultureInfo.InvariantCulture, $"{Digits}e{Exponent}"), out double near)
        ? near : Digits.Sign * double.PositiveInfinity;

    /// <summary>The largest double that is not above the number.</summary>
    public double Down
    {
        get
        {
            double x = Near;
            while (CompareTo(x) < 0)
                x = Math.BitDecrement(x);
            return x;
        }
    }

    /// <summary>The smallest double that is not below the number.</summary>
    public double Up => -(-this).Down;

    /// <summary>The largest float32 number that is not above the number.</summary>
    public float DownSingle
    {
        get
        {
            float x = (float)Near;
            while (CompareTo(x) < 0)
                x = MathF.BitDecrement(x);
            return x;
        }
    }

    /// <summary>The smallest float32 number that is not below the number.</summary>
    public float UpSingle => -(-this).DownSingle;
}
