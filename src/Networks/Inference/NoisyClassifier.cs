using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>f(x + noise), one Gaussian draw an image: what smoothing votes over, and input noise as a defence.</summary>
/// <param name="inner">f; where it draws itself, it draws at the same address from a source of its own.</param>
/// <param name="sigma">Standard deviation, pixel units.</param>
/// <param name="source">Source of the draws that nobody names.</param>
public sealed class NoisyClassifier(IClassifier inner, double sigma, Rng source) : IRandomisedClassifier
{
    /// <inheritdoc/>
    public ImageShape InputShape => inner.InputShape;

    /// <inheritdoc/>
    public int Classes => inner.Classes;

    /// <inheritdoc/>
    public Device Device => inner.Device;

    /// <inheritdoc/>
    public Rng Source => source;

    /// <inheritdoc/>
    public Tensor Logits(Tensor x, Rng rng, NoiseAddress[] draws)
    {
        using var scope = NewDisposeScope();
        var noisy = x + Noise(rng, draws);
        var logits = inner is IRandomisedClassifier random ? random.Logits(noisy, rng.Derive("inner"), draws) : inner.Logits(noisy);
        return logits.MoveToOuterDisposeScope();
    }

    private unsafe Tensor Noise(Rng rng, NoiseAddress[] draws)
    {
        var noise = zeros(InputShape.Batch(draws.Length));
        fixed (byte* memory = noise.bytes)
            GaussianBatch.AddToEach((float*)memory, (float)sigma, (float*)memory, InputShape.Elements, rng, draws);
        return noise.to(Device);
    }
}
