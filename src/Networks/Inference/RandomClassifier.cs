using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>A classifier that draws, around another of the same images and classes.</summary>
/// <param name="inner">The other.</param>
public abstract class RandomClassifier(IClassifier inner) : IClassifier
{
    /// <summary>The other.</summary>
    protected IClassifier Inner => inner;

    /// <inheritdoc/>
    public ImageShape InputShape => inner.InputShape;

    /// <inheritdoc/>
    public int Classes => inner.Classes;

    /// <inheritdoc/>
    public Device Device => inner.Device;

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public abstract Tensor Logits(Tensor x, Draws draws = default);
}
