using System.Numerics;

namespace Audit.Tests;

/// <summary>A number without rounding: numerator over denominator.</summary>
internal readonly record struct Rational(BigInteger Numerator, BigInteger Denominator) : IComparable<Rational>
{
    public static readonly Rational Zero = new(0, 1);

    /// <summary>The very number that a double is.</summary>
    public static Rational Of(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = bits & 0xFFFFFFFFFFFFF;
        if (exponent == 0x7FF)
            throw new ArgumentException($"{value} is no number");
        mantissa = exponent == 0 ? mantissa : mantissa + (BigInteger.One << 52);
        int power = Math.Max(exponent, 1) - 1075;
        if (bits < 0)
            mantissa = -mantissa;
        return power >= 0 ? new(mantissa << power, 1) : Reduced(mantissa, BigInteger.One << -power);
    }

    public static Rational operator +(Rational a, Rational b) =>
        Reduced(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);
    public static Rational operator -(Rational a, Rational b) =>
        Reduced(a.Numerator * b.Denominator - b.Numerator * a.Denominator, a.Denominator * b.Denominator);
    public static Rational operator *(Rational a, Rational b) =>
        Reduced(a.Numerator * b.Numerator, a.Denominator * b.Denominator);
    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;
    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;
    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    public static Rational Max(Rational a, Rational b) => a < b ? b : a;
    public static Rational Min(Rational a, Rational b) => a < b ? a : b;

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>The nearest double, more or less: for messages and sizes only.</summary>
    public double ToDouble() =>
        Math.Exp(BigInteger.Log(BigInteger.Abs(Numerator)) - BigInteger.Log(Denominator)) * Numerator.Sign;

    private static Rational Reduced(BigInteger numerator, BigInteger denominator)
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return common.IsZero ? Zero : new(numerator / common, denominator / common);
    }
}
