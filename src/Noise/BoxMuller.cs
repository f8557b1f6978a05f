using System.Runtime.CompilerServices;
using Audit.Noise.Lanes;

namespace Audit.Noise;

/// <summary>Two words to two independent standard normals: radius sqrt(-2 ln u) and a uniform direction.</summary>
/// <remarks>
/// u has 40 bits (the first word and the top byte of the second), the direction 24. Every step is one IEEE 754 float32 operation,
/// so each machine that rounds correctly gets the same bits. Error below 1e-6 relative to the same formula in double precision;
/// values lie within sqrt(82 ln 2) = 7.5391 and are never 0, infinite or NaN. Derivation and limits: docs/noise.md.
/// Source of the method: Box and Muller, Ann. Math. Statist. 29 (1958) 610. Coefficients: minimax fits made for this file.
/// </remarks>
internal readonly struct BoxMuller : ITransform
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TWords, TReals>(TWords w0, TWords w1, TWords w2, TWords w3,
        out TReals v0, out TReals v1, out TReals v2, out TReals v3)
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals>
    {
        Pair(w0, w1, out v0, out v1);
        Pair(w2, w3, out v2, out v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair<TWords, TReals>(TWords a, TWords b, out TReals v0, out TReals v1)
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals>
    {
        TReals radius = TReals.Sqrt(MinusTwiceLog<TWords, TReals>(a, b));

        // Second word: bit 23 negates both, bit 22 swaps them, the 22 bits below it give the angle in a quarter turn about 0.
        radius = TWords.BitsToReals(TWords.RealsToBits(radius) ^ ((b << 8) & TWords.Of(0x80000000)));
        QuarterTurn(b & TWords.Of(0x3FFFFF), out TReals sine, out TReals cosine);
        TWords swap = b & TWords.Of(0x400000);
        v0 = radius * TWords.WhereZero(swap, cosine, sine);
        v1 = radius * TWords.WhereZero(swap, sine, cosine);
    }

    /// <summary>-2 ln u, u = (k + 1/2) 2^-40 for the 40-bit k; in [2^-40, 82 ln 2].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TReals MinusTwiceLog<TWords, TReals>(TWords a, TWords b)
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals>
    {
        // Both halves of k are exact in float32, so u and 1 - u are each rounded once: full resolution at either end.
        TReals high = TWords.ToReals(a >>> 8);
        TReals low = TWords.ToReals(((a & TWords.Of(0xFF)) << 8) | (b >>> 24)) + TReals.Of(0.5f);
        TReals highStep = TReals.Of(1f / (1 << 24));
        TReals lowStep = TReals.Of(1f / (1L << 40));
        TReals u = (high * highStep) + (low * lowStep);
        TReals complement = ((TReals.Of(16777215f) - high) * highStep) + ((TReals.Of(65536f) - low) * lowStep);

        // u = m 2^e, m in [sqrt(1/2), sqrt(2)); there is no e above 0, and e = 0 takes m - 1 from the exact side.
        TWords rootHalf = TWords.Of(0x3F3504F3);
        TWords offset = TWords.RealsToBits(u) - rootHalf;
        TWords exponent = offset >> 23;
        TReals m = TWords.BitsToReals((offset & TWords.Of(0x7FFFFF)) + rootHalf);
        TReals f = TWords.WhereZero(exponent, TReals.Of(0f) - complement, m - TReals.Of(1f));

        // ln(1 + f) = 2 artanh(s), s = f / (2 + f); the fit is within 1.4e-9.
        TReals s = f / (TReals.Of(2f) + f);
        TReals v = s * s;
        TReals fit = TReals.Of(-4f)
            + (v * (TReals.Of(-1.33333552f) + (v * (TReals.Of(-0.799520671f) + (v * TReals.Of(-0.598537087f))))));
        return (TWords.ToReals(exponent) * TReals.Of(-1.38629436f)) + (s * fit);
    }

    /// <summary>Sine and cosine of (pi/4) t, t = (2j + 1 - 2^22) 2^-22 in (-1, 1), for the 22-bit j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void QuarterTurn<TWords, TReals>(TWords j, out TReals sine, out TReals cosine)
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals>
    {
        TReals t = TWords.ToReals((j << 1) - TWords.Of((1 << 22) - 1)) * TReals.Of(1f / (1 << 22));
        TReals v = t * t;

        // The fits are within 3.3e-9 (sine) and 3.9e-8 (cosine), relative.
        sine = t * (TReals.Of(0.785398185f) + (v * (TReals.Of(-0.0807454363f)
            + (v * (TReals.Of(0.00249000103f) + (v * TReals.Of(-3.5950452e-05f)))))));
        cosine = TReals.Of(1f) + (v * (TReals.Of(-0.308424413f)
            + (v * (TReals.Of(0.0158502012f) + (v * TReals.Of(-0.000319020037f))))));
    }
}
