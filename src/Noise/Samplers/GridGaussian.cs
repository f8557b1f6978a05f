using System.Collections.Concurrent;
using System.Numerics;

namespace Audit.Noise;

/// <summary>The discrete distribution of round(255 z), z normal of standard deviation sigma, with its tails gathered at -T and
/// T.</summary>
/// <remarks>A value is chosen by comparing a uniform number, as many bits of it as are needed, with the ends of the values'
/// intervals.</remarks>
internal sealed class GridGaussian
{
    private const int CellBits = 12;

    private static readonly ConcurrentDictionary<double, GridGaussian> Made = [];

    private readonly UInt128[] ends;
    private readonly uint[] firstWords;
    private readonly int[] cells;

    private GridGaussian(double sigma)
    {
        // s = 255 sigma as a fraction: a double is a whole number times a power of two.
        var (numerator, denominator) = Fraction(sigma);
        numerator *= Levels;
        Tail = Levels + (int)Math.Ceiling(7 * Levels * sigma);
        var above = NormalFractions.Of(numerator, denominator, Tail);
        // The ends -T + 1/2, ..., T - 1/2: those below 0 by symmetry, Phi(-t) = 1 - Phi(t), none of which the 128 bits hold
        // exactly.
        ends = [.. above.Reverse().Select(p => UInt128.MaxValue - p), .. above];
        firstWords = [.. ends.Select(end => (uint)(end >> 96))];
        cells = new int[(1 << CellBits) + 1];
        for (int c = 0, first = 0; c <= 1 << CellBits; c++)
        {
            while (first < firstWords.Length && firstWords[first] < (ulong)c << (32 - CellBits))
                first++;
            cells[c] = first;
        }
    }

    /// <summary>Grid values of 8-bit images: 0 to this.</summary>
    public const int Levels = 255;

    /// <summary>T: at least the whole range of an image, and seven standard deviations more.</summary>
    public int Tail { get; }

    /// <summary>The distribution for a standard deviation in pixel units.</summary>
    public static GridGaussian Of(double sigma) => Made.GetOrAdd(sigma, s => new GridGaussian(s));

    /// <summary>The value whose interval holds all numbers that begin with these 32 bits, plus T; -1 where there is no such
    /// one.</summary>
    public int Shifted(uint word)
    {
        int low = cells[word >> (32 - CellBits)], high = cells[(word >> (32 - CellBits)) + 1];
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (firstWords[middle] < word)
                low = middle + 1;
            else
                high = middle;
        }

        return low < firstWords.Length && firstWords[low] == word ? -1 : low;
    }

    /// <summary>The value whose interval holds all numbers that begin with these 128 bits, plus T.</summary>
    /// <exception cref="InvalidOperationException">There is no such one: happens with probability below 2^-112.</exception>
    public int Shifted(UInt128 bits)
    {
        int index = Array.BinarySearch(ends, bits);
        return index < 0 ? ~index
            : throw new InvalidOperationException("128 random bits do not decide a value of exact noise; choose another --seed");
    }

    private static (BigInteger Numerator, BigInteger Denominator) Fraction(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) & 0x7FF;
        BigInteger mantissa = bits & 0xFFFFFFFFFFFFF;
        mantissa += exponent == 0 ? 0 : 1L << 52;
        int power = Math.Max(exponent, 1) - 1075;
        return power >= 0 ? (mantissa << power, 1) : (mantissa, BigInteger.One << -power);
    }
}
