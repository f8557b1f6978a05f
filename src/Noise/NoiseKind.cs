namespace Audit.Noise;

/// <summary>How the bits at an address are used. Part of the address, so no two uses share bits.</summary>
internal enum NoiseKind
{
    Gaussian = 0,
    Uniform = 1,
    Permutation = 2,
}
