using System.Runtime.CompilerServices;
using Audit.Noise.Lanes;

namespace Audit.Noise;

/// <summary>Uniform on the 2^24 odd multiples of 2^-24 in (-1, 1), which float32 holds exactly: the upper 24 bits of each
/// word.</summary>
internal readonly struct CentredInterval : ITransform
{
    private const float Step = 1f / (1 << 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TWords, TReals>(TWords w0, TWords w1, TWords w2, TWords w3,
        out TReals v0, out TReals v1, out TReals v2, out TReals v3)
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals>
    {
        v0 = Centred<TWords, TReals>(w0);
        v1 = Centred<TWords, TReals>(w1);
        v2 = Centred<TWords, TReals>(w2);
        v3 = Centred<TWords, TReals>(w3);
    }

    /// <summary>(2k + 1 - 2^24) 2^-24 for the 24-bit k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TReals Centred<TWords, TReals>(TWords word)
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals> =>
        TWords.ToReals(((word >>> 8) << 1) - TWords.Of((1 << 24) - 1)) * TReals.Of(Step);
}
