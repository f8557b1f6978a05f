namespace Audit.Noise;

/// <summary>Registers used; the bits do not depend on it. Only tests choose.</summary>
internal enum NoiseWidth
{
    Scalar = 32,
    Vector256 = 256,
    Vector512 = 512,
    Widest = int.MaxValue,
}
