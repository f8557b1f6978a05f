using System.Numerics;

namespace Audit.Noise;

/// <summary>Standard normal noise as a function of source and address; nothing else enters, so it can be recomputed anywhere.</summary>
/// <remarks>Method, error, range and what they mean for a certificate: <see cref="BoxMuller"/> and docs/noise.md.</remarks>
public static unsafe class GaussianNoise
{
    /// <summary>No value is larger in magnitude: sqrt(82 ln 2), rounded up.</summary>
    public const float Largest = 7.5392f;

    private const int ChunkLength = 4096;

    /// <summary>Standard normals: elements firstElement, firstElement + 1, ... of the sample at <paramref name="address"/>.</summary>
    public static void Fill(Span<float> destination, Rng rng, NoiseAddress address, long firstElement = 0) =>
        AddressedBlocks.Fill<BoxMuller>(destination, rng, address, NoiseKind.Gaussian, firstElement);

    /// <summary>destination = x + sigma * noise, each product and sum rounded to float32. May overwrite x itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or sigma is negative or not finite.</exception>
    public static void AddTo(ReadOnlySpan<float> x, float sigma, Span<float> destination, Rng rng, NoiseAddress address,
        long firstElement = 0)
    {
        if (x.Length != destination.Length)
            throw new ArgumentException(FormattableString.Invariant(
                $"destination must be as long as x = {x.Length}, got {destination.Length}."), nameof(destination));
        CheckSigma(sigma);
        NoiseAddress.CheckElements(firstElement, x.Length);
        fixed (float* from = x, to = destination)
            AddTo(from, sigma, to, x.Length, rng, address, firstElement);
    }

    /// <summary>As above on raw memory; the caller has checked.</summary>
    internal static void AddTo(float* x, float sigma, float* destination, long count, Rng rng, NoiseAddress address,
        long firstElement)
    {
        // By chunks that stay in the first-level cache between the two passes.
        float* noise = stackalloc float[ChunkLength];
        for (long start = 0; start < count; start += ChunkLength)
        {
            int length = (int)Math.Min(ChunkLength, count - start);
            Fill(noise, length, rng, address, firstElement + start);
            AddScaled(x + start, sigma, noise, destination + start, length);
        }
    }

    internal static void Fill(float* destination, long count, Rng rng, NoiseAddress address, long firstElement) =>
        AddressedBlocks.Fill<BoxMuller>(destination, count, rng, address, NoiseKind.Gaussian, firstElement);

    internal static void CheckSigma(float sigma)
    {
        if (!(sigma >= 0 && float.IsFinite(sigma)))
            throw new ArgumentOutOfRangeException(nameof(sigma), FormattableString.Invariant(
                $"sigma must be finite and not negative, got {sigma}."));
    }

    private static void AddScaled(float* x, float sigma, float* noise, float* destination, int length)
    {
        Vector<float> scale = new(sigma);
        int i = 0;
        for (; i + Vector<float>.Count <= length; i += Vector<float>.Count)
        {
            Vector<float> scaled = scale * Vector.Load(noise + i);
            Vector.Store(Vector.Load(x + i) + scaled, destination + i);
        }
        for (; i < length; i++)
        {
            float scaled = sigma * noise[i];
            destination[i] = x[i] + scaled;
        }
    }
}
