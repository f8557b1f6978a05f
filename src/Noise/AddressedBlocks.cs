using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Audit.Noise.Lanes;

namespace Audit.Noise;

/// <summary>Fills memory with the values at an address, by the widest registers the processor has.</summary>
internal static unsafe class AddressedBlocks
{
    public static void Fill<TTransform>(Span<float> destination, Rng rng, NoiseAddress address, NoiseKind kind, long firstElement,
        NoiseWidth width = NoiseWidth.Widest)
        where TTransform : struct, ITransform
    {
        NoiseAddress.CheckElements(firstElement, destination.Length);
        fixed (float* start = destination)
            Fill<TTransform>(start, destination.Length, rng, address, kind, firstElement, width);
    }

    /// <summary>As above, for memory outside the managed heap; the caller has checked the elements.</summary>
    public static void Fill<TTransform>(float* destination, long count, Rng rng, NoiseAddress address, NoiseKind kind,
        long firstElement, NoiseWidth width = NoiseWidth.Widest)
        where TTransform : struct, ITransform
    {
        float* block = stackalloc float[4];
        uint index = (uint)(firstElement / 4);
        int skip = (int)(firstElement % 4);
        if (skip != 0 && count > 0)
        {
            Blocks<TTransform, Word, Real>(block, 1, rng.Key, index++, address, kind);
            for (; skip < 4 && count > 0; count--)
                *destination++ = block[skip++];
        }
        long whole = count / 4;
        long done = WholeBlocks<TTransform>(destination, whole, rng.Key, index, address, kind, width);
        Blocks<TTransform, Word, Real>(destination + (4 * done), whole - done, rng.Key, index + (uint)done, address, kind);
        if (count % 4 == 0)
            return;
        Blocks<TTransform, Word, Real>(block, 1, rng.Key, index + (uint)whole, address, kind);
        for (long element = 4 * whole; element < count; element++)
            destination[element] = block[element % 4];
    }

    private static long WholeBlocks<TTransform>(float* destination, long blocks, ulong key, uint first, NoiseAddress address,
        NoiseKind kind, NoiseWidth width)
        where TTransform : struct, ITransform
    {
        long done = 0;
        if (Avx512F.IsSupported && width >= NoiseWidth.Vector512)
            done = Blocks<TTransform, Words512, Reals512>(destination, blocks, key, first, address, kind);
        if (Avx2.IsSupported && width >= NoiseWidth.Vector256)
            done += Blocks<TTransform, Words256, Reals256>(destination + (4 * done), blocks - done, key, first + (uint)done,
                address,
                kind);
        return done;
    }

    /// <summary>As many whole register-fuls of blocks as fit.</summary>
    /// <returns>Blocks written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Blocks<TTransform, TWords, TReals>(float* destination, long blocks, ulong key, uint first,
        NoiseAddress address, NoiseKind kind)
        where TTransform : struct, ITransform
        where TWords : struct, IWords<TWords, TReals>
        where TReals : struct, IReals<TReals>
    {
        uint c1 = address.Word1;
        uint c2 = address.Word2;
        uint c3 = address.Word3(kind);
        long done = 0;
        for (; done + TWords.Blocks <= blocks; done += TWords.Blocks)
        {
            TWords.Philox(key, first + (uint)done, c1, c2, c3, out TWords w0, out TWords w1, out TWords w2, out TWords w3);
            TTransform.Apply(w0, w1, w2, w3, out TReals v0, out TReals v1, out TReals v2, out TReals v3);
            TWords.Store(destination + (4 * done), v0, v1, v2, v3);
        }
        return done;
    }
}
