using Audit.Records.Certificates;

namespace Audit.Noise;

/// <summary>The sampler of each noise model.</summary>
public static class NoiseSamplers
{
    /// <param name="noise">The distribution.</param>
    /// <param name="atLeast">For certificates: a scale that float32 does not have becomes the next larger one, since noise that
    /// is never weaker keeps the radius on the safe side. Otherwise the nearest.</param>
    public static NoiseSampler Of(NoiseModel noise, bool atLeast = false) => noise switch
    {
        ExactGaussianL2 exact => new GridGaussianSampler(exact),
        GaussianL2 gaussian => new GaussianSampler(Scale(gaussian.Sigma, atLeast)),
        UniformL1 uniform => new UniformSampler(Scale(uniform.Lambda, atLeast)),
        _ => throw new NotSupportedException($"noise '{noise.Name}' has no sampler"),
    };

    private static float Scale(double value, bool atLeast) => !atLeast || (float)value >= value ? (float)value
        : MathF.BitIncrement((float)value);
}
