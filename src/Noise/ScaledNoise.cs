using System.Numerics;
using Audit.Noise.Lanes;

namespace Audit.Noise;

/// <summary>x + scale * noise for noise of any transform.</summary>
internal static unsafe class ScaledNoise
{
    private const int ChunkLength = 4096;

    /// <summary>destination = x + scale * noise, each product and sum rounded to float32; the caller has checked.</summary>
    public static void AddTo<TTransform>(float* x, float scale, float* destination, long count, Rng rng, NoiseAddress address,
        NoiseKind kind,
        long firstElement)
        where TTransform : struct, ITransform
    {
        // By chunks that stay in the first-level cache between the two passes.
        float* noise = stackalloc float[ChunkLength];
        for (long start = 0; start < count; start += ChunkLength)
        {
            int length = (int)Math.Min(ChunkLength, count - start);
            AddressedBlocks.Fill<TTransform>(noise, length, rng, address, kind, firstElement + start);
            Add(x + start, scale, noise, destination + start, length);
        }
    }

    private static void Add(float* x, float scale, float* noise, float* destination, int length)
    {
        Vector<float> factor = new(scale);
        int i = 0;
        for (; i + Vector<float>.Count <= length; i += Vector<float>.Count)
        {
            Vector<float> scaled = factor * Vector.Load(noise + i);
            Vector.Store(Vector.Load(x + i) + scaled, destination + i);
        }
        for (; i < length; i++)
        {
            float scaled = scale * noise[i];
            destination[i] = x[i] + scaled;
        }
    }
}
