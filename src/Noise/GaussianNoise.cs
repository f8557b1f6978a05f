namespace Audit.Noise;

/// <summary>Standard normal noise as a function of source and address; nothing else enters, so it can be recomputed
/// anywhere.</summary>
/// <remarks>Method, error, range and what they mean for a certificate: <see cref="BoxMuller"/> and docs/noise.md.</remarks>
public static unsafe class GaussianNoise
{
    /// <summary>No value is larger in magnitude: sqrt(82 ln 2), rounded up.</summary>
    public const float Largest = 7.5392f;

    /// <summary>Standard normals: elements firstElement, firstElement + 1, ... of the sample at <paramref
    /// name="address"/>.</summary>
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
        long firstElement) =>
        ScaledNoise.AddTo<BoxMuller>(x, sigma, destination, count, rng, address, NoiseKind.Gaussian, firstElement);

    internal static void Fill(float* destination, long count, Rng rng, NoiseAddress address, long firstElement) =>
        AddressedBlocks.Fill<BoxMuller>(destination, count, rng, address, NoiseKind.Gaussian, firstElement);

    internal static void CheckSigma(float sigma)
    {
        if (!(sigma >= 0 && float.IsFinite(sigma)))
            throw new ArgumentOutOfRangeException(nameof(sigma), FormattableString.Invariant(
                $"sigma must be finite and not negative, got {sigma}."));
    }
}
