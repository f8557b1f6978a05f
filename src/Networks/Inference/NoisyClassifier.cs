using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>f(x + noise), one Gaussian draw per image: what smoothing votes over, and input noise as a defence.</summary>
/// <param name="inner">f; where it draws itself, it draws at the same address from a source of its own.</param>
/// <param name="sigma">Standard deviation, pixel units.</param>
/// <param name="source">Source of the draws that nobody names.</param>
public sealed class NoisyClassifier(IClassifier inner, double sigma, Rng source) : IClassifier
{
    /// <inheritdoc/>
    public ImageShape InputShape => inner.InputShape;

    /// <inheritdoc/>
    public int Classes => inner.Classes;

    /// <inheritdoc/>
    public Device Device => inner.Device;

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public Tensor Logits(Tensor x, Draws draws = default)
    {
        using var scope = NewDisposeScope();
        var named = draws.Or(source, x);
        return inner.Logits(x + Noise(named), named.Derive("inner")).MoveToOuterDisposeScope();
    }

    private unsafe Tensor Noise(Draws draws)
    {
        var noise = zeros(InputShape.Batch(draws.Addresses.Length));
        fixed (byte* memory = noise.bytes)
            GaussianBatch.AddToEach((float*)memory, (float)sigma, (float*)memory, InputShape.Elements, draws.Rng, draws.Addresses);
        return noise.to(Device);
    }
}
