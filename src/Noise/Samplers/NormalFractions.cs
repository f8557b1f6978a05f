using System.Numerics;

namespace Audit.Noise;

/// <summary>Values of the normal distribution function as binary fractions of 128 bits, rounded down, every bit of them
/// certain.</summary>
/// <remarks>
/// Phi(t) = 1/2 + (2 pi)^-1/2 sum_j (-1)^j t^(2j+1) / (j! 2^j (2j+1)), in integers that stand for multiples of 2^-512. For t up
/// to 14 the terms stay below e^98 &lt; 2^142 and there are fewer than 2^10 of them, each off by less than the terms times 2^10
/// units: the sum is right to 2^-340. A fraction is returned only where all numbers within 2^-300 of it have the same first 128
/// bits.
/// </remarks>
internal static class NormalFractions
{
    private const int Bits = 512, Kept = 128;

    /// <summary>From here on 1 - Phi(t) &lt; exp(-t^2 / 2) &lt; 2^-141, so that all 128 bits are ones.</summary>
    private const double Far = 14;

    private static readonly BigInteger One = BigInteger.One << Bits;
    private static readonly BigInteger Error = BigInteger.One << (Bits - 300);
    private static readonly BigInteger RootOfTwoPiInverse = Root((One << Bits) / (2 * Pi()));

    /// <summary>Phi((2k + 1) / (2 scale)) for k = 0, ..., count - 1: where the k-th grid value above 0 ends.</summary>
    /// <param name="numerator">scale = numerator / denominator, exactly; both positive.</param>
    public static UInt128[] Of(BigInteger numerator, BigInteger denominator, int count)
    {
        var fractions = new UInt128[count];
        for (int k = 0; k < count; k++)
        {
            BigInteger t = ((2 * k + 1) * denominator << Bits) / (2 * numerator);
            fractions[k] = t >= new BigInteger(Far) << Bits ? UInt128.MaxValue : Upper(t);
        }

        return fractions;
    }

    /// <summary>Phi(t) for t in (0, 14).</summary>
    private static UInt128 Upper(BigInteger t)
    {
        BigInteger square = t * t >> Bits, term = t, sum = t;
        for (int j = 1; !term.IsZero; j++)
        {
            term = (term * square >> Bits) / (2 * j);
            BigInteger part = term / (2 * j + 1);
            sum += j % 2 == 0 ? part : -part;
        }

        BigInteger value = (One >> 1) + (sum * RootOfTwoPiInverse >> Bits);
        BigInteger low = value - Error >> (Bits - Kept), high = value + Error >> (Bits - Kept);
        return low == high ? (UInt128)low
            : throw new InvalidOperationException("128 bits of the normal distribution function are not certain");
    }

    /// <summary>Machin: pi = 16 arctan(1/5) - 4 arctan(1/239).</summary>
    private static BigInteger Pi() => 16 * ArcTangent(5) - 4 * ArcTangent(239);

    private static BigInteger ArcTangent(int inverse)
    {
        BigInteger power = One / inverse, sum = power;
        for (int j = 1; !power.IsZero; j++)
        {
            power /= inverse * inverse;
            BigInteger part = power / (2 * j + 1);
            sum += j % 2 == 0 ? part : -part;
        }

        return sum;
    }

    /// <summary>The square root of a fixed-point number, by Newton's method from above.</summary>
    private static BigInteger Root(BigInteger value)
    {
        BigInteger square = value << Bits, root = One;
        while (true)
        {
            BigInteger next = (root + square / root) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }
}
