using System.Runtime.InteropServices;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>Weights N(0, 2 pi / n^2), n the fan-in: interval bounds then neither grow nor shrink from layer to layer (Shi et al.
/// 2021, section 3.2).</summary>
/// <remarks>
/// A radius passes a layer as |W| r, and half of it a ReLU: the gain is n E|w| / 2 = 1 where w has deviation sqrt(2 pi) / n.
/// Biases are 0 (ours). Other tensors are as usual.
/// </remarks>
public sealed class FastInitializer(Rng rng) : IParameterSource
{
    private readonly Initializer usual = new(rng);

    /// <inheritdoc/>
    public Tensor Get(string name, long[] shape, ParameterRole role) => role switch
    {
        ParameterRole.ConvWeight w => Normal(name, shape, w.FanIn),
        ParameterRole.LinearWeight w => Normal(name, shape, w.FanIn),
        ParameterRole.Bias => zeros(shape),
        _ => usual.Get(name, shape, role),
    };

    private Tensor Normal(string name, long[] shape, long fanIn)
    {
        var result = zeros(shape);
        GaussianNoise.Fill(MemoryMarshal.Cast<byte, float>(result.bytes), rng.Derive(name),
            new NoiseAddress(NoiseStream.Initialisation, 0, 0));
        using var guard = no_grad();
        return result.mul_(Math.Sqrt(2 * Math.PI) / fanIn);
    }
}
