using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks;

/// <summary>A classifier that draws: its logits are a function of the image and of an addressed draw.</summary>
/// <remarks>
/// An attack names its draws (EOT averages over many), a referee names others, and both can be repeated. Where nobody names a draw
/// (<see cref="IClassifier.Logits"/>), it is a function of <see cref="Source"/> and of the image's own pixels: as unforeseeable as
/// a fresh one to whoever does not know the source, and the same in every batch and after every interruption.
/// </remarks>
public interface IRandomisedClassifier : IClassifier
{
    /// <summary>Source of the draws that nobody names.</summary>
    Rng Source { get; }

    /// <summary>Logits [N,classes] of images [N,C,H,W], image r under the draw at (rng, draws[r]); differentiable in the images.</summary>
    /// <param name="x">Images in pixel units.</param>
    /// <param name="rng">Source of all draws of this call. Parts that draw on their own derive a name of theirs from it.</param>
    /// <param name="draws">One address an image, N of them.</param>
    Tensor Logits(Tensor x, Rng rng, NoiseAddress[] draws);

    /// <inheritdoc/>
    Tensor IClassifier.Logits(Tensor x) => Logits(x, Source, ContentAddress.Of(x, NoiseStream.Defence));
}
