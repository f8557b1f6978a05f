namespace Audit.Noise;

/// <summary>How the bits at an address are used. Part of the address, so no two uses share bits.</summary>
internal enum NoiseKind
{
    Gaussian = 0,
    Uniform = 1,
    Permutation = 2,

    /// <summary>The first word of each element of noise on a grid.</summary>
    Grid = 3,

    /// <summary>Its further words, where the first does not decide: 4 to 7, by the element's place in its block.</summary>
    GridFurther = 4,
}
