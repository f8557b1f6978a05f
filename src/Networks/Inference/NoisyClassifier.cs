using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>f(x + noise), one draw an image: what smoothing votes over, and input noise as a defence.</summary>
/// <param name="inner">f; where it draws itself, it draws at the same address from a source of its own.</param>
/// <param name="noise">What is added.</param>
/// <param name="source">Source of the draws that nobody names.</param>
public sealed class NoisyClassifier(IClassifier inner, NoiseSampler noise, Rng source) : IRandomisedClassifier
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
        var noisy = noise.AddToEach(x, rng, draws);
        var logits = inner is IRandomisedClassifier random ? random.Logits(noisy, rng.Derive("inner"), draws) : inner.Logits(noisy);
        return logits.MoveToOuterDisposeScope();
    }
}
