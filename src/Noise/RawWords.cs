using System.Runtime.CompilerServices;
using Audit.Noise.Lanes;

namespace Audit.Noise;

/// <summary>The words themselves, as the bits of what is written: for whoever reads them as integers.</summary>
internal readonly struct RawWords : ITransform
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TWords, TReals>(TWords w0, TWords w1, TWords w2, TWords w3,
        out TReals v0, out TReals v1, out TReals v2, out TReals v3)
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals> =>
        (v0, v1, v2, v3) = (TWords.BitsToReals(w0), TWords.BitsToReals(w1), TWords.BitsToReals(w2), TWords.BitsToReals(w3));
}
