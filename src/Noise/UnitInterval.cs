using System.Runtime.CompilerServices;
using Audit.Noise.Lanes;

namespace Audit.Noise;

/// <summary>Uniform on the 2^24 multiples of 2^-24 in [0, 1): the upper 24 bits of each word.</summary>
internal readonly struct UnitInterval : ITransform
{
    private const float Step = 1f / (1 << 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TWords, TReals>(TWords w0, TWords w1, TWords w2, TWords w3,
        out TReals v0, out TReals v1, out TReals v2, out TReals v3)
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals>
    {
        v0 = TWords.ToReals(w0 >>> 8) * TReals.Of(Step);
        v1 = TWords.ToReals(w1 >>> 8) * TReals.Of(Step);
        v2 = TWords.ToReals(w2 >>> 8) * TReals.Of(Step);
        v3 = TWords.ToReals(w3 >>> 8) * TReals.Of(Step);
    }
}
