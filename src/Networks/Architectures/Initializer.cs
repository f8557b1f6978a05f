using System.Runtime.InteropServices;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Architectures;

/// <summary>Fresh weights: He et al. 2015 for convolutions (fan-out, as CIFAR ResNets use), uniform 1/sqrt(fan-in) for linear
/// layers.</summary>
/// <remarks>Every tensor has its own source of randomness, named after it: adding a layer changes no other layer's
/// start.</remarks>
public sealed class Initializer(Rng rng) : IParameterSource
{
    /// <inheritdoc/>
    public Tensor Get(string name, long[] shape, ParameterRole role)
    {
        var result = zeros(shape);
        var values = MemoryMarshal.Cast<byte, float>(result.bytes);
        var source = rng.Derive(name);
        switch (role)
        {
            case ParameterRole.Constant c:
                values.Fill(c.Value);
                break;
            case ParameterRole.ConvWeight w:
                GaussianNoise.Fill(values, source, Address);
                Scale(values, MathF.Sqrt(2f / w.FanOut), 0);
                break;
            case ParameterRole.LinearWeight w:
                Uniform(values, source, w.FanIn);
                break;
            case ParameterRole.Bias b:
                Uniform(values, source, b.FanIn);
                break;
            default:
                throw new ArgumentException($"no initialisation for {role}");
        }
        return result;
    }

    private static NoiseAddress Address => new(NoiseStream.Initialisation, 0, 0);

    private static void Uniform(Span<float> values, Rng source, long fanIn)
    {
        float bound = 1 / MathF.Sqrt(fanIn);
        UniformNoise.Fill(values, source, Address);
        Scale(values, 2 * bound, -bound);
    }

    private static void Scale(Span<float> values, float factor, float offset)
    {
        foreach (ref float v in values)
            v = v * factor + offset;
    }
}
