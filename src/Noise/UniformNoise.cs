namespace Audit.Noise;

/// <summary>Uniform noise as a function of source and address, independent of the Gaussian noise at the same address.</summary>
public static class UniformNoise
{
    /// <summary>Multiples of 2^-24 in [0, 1): elements firstElement, firstElement + 1, ... of the sample at the
    /// address.</summary>
    public static void Fill(Span<float> destination, Rng rng, NoiseAddress address, long firstElement = 0) =>
        AddressedBlocks.Fill<UnitInterval>(destination, rng, address, NoiseKind.Uniform, firstElement);
}
