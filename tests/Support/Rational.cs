using System.Numerics;

namespace Audit.Tests;

/// <summary>A number without rounding: numerator over denominator.</summary>
internal readonly record struct Rational(BigInteger Numerator, BigInteger Denominator) : IComparable<Rational>
{
    public static readonly Rational Zero = new(0, 1), One = new(1, 1);

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
    public static Rational operator /(Rational a, Rational b) => b.Numerator.IsZero ? throw new DivideByZeroException()
        : Reduced(a.Numerator * b.Denominator * b.Numerator.Sign, a.Denominator * BigInteger.Abs(b.Numerator));
    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);
    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;
    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;
    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    public static Rational Max(Rational a, Rational b) => a < b ? b : a;
    public static Rational Min(Rational a, Rational b) => a < b ? a : b;

    /// <summary>The largest whole number that is not above it.</summary>
    public static Rational Floor(Rational v)
    {
        var whole = BigInteger.DivRem(v.Numerator, v.Denominator, out var rest);
        return new(rest.Sign < 0 ? whole - 1 : whole, 1);
    }

    /// <summary>The nearest whole number; a half goes to the even one.</summary>
    public static Rational Round(Rational v)
    {
        var raised = v + new Rational(1, 2);
        var whole = Floor(raised);
        return whole == raised && !whole.Numerator.IsEven ? whole - One : whole;
    }

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>The nearest double, more or less: for messages and sizes only.</summary>
    public double ToDouble() =>
        Math.Exp(BigInteger.Log(BigInteger.Abs(Numerator)) - BigInteger.Log(Denominator)) * Numerator.Sign;

    /// <summary>The root of a number that has a rational one.</summary>
    public Rational Root()
    {
        static BigInteger Whole(BigInteger v)
        {
            var root = (BigInteger)Math.Round(Math.Exp(BigInteger.Log(v) / 2));
            for (int k = 0; k < 60; k++)
                root = (root + v / root) / 2;
            return root * root == v ? root : throw new NotSupportedException($"{v} is no square");
        }
        return Numerator.IsZero ? Zero : new(Whole(Numerator), Whole(Denominator));
    }

    private static Rational Reduced(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsPowerOfTwo)
        {
            // Sums and products of floating-point numbers stay among these.
            int shift = (int)BigInteger.Min(BigInteger.TrailingZeroCount(numerator), BigInteger.TrailingZeroCount(denominator));
            return numerator.IsZero ? Zero : new(numerator >> shift, denominator >> shift);
        }
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return common.IsZero ? Zero : new(numerator / common, denominator / common);
    }
}
