using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks;

/// <summary>A function from images, and draws where it is random, to logits: all that smoothing and gradient attacks need to know
/// of a model.</summary>
/// <remarks>
/// An attack names its draws (EOT averages over many), a referee names others, and both can be repeated. Where nobody names them
/// a random model takes those of <see cref="Draws.Or"/> with a source of its own.
/// </remarks>
public interface IClassifier
{
    /// <summary>Shape of one image.</summary>
    ImageShape InputShape { get; }

    /// <summary>Number of logits.</summary>
    int Classes { get; }

    /// <summary>Where images must be when they are given to <see cref="Logits"/>.</summary>
    Device Device { get; }

    /// <summary>Whether logits depend on draws. A model that draws nothing ignores those that it is given.</summary>
    bool IsRandom => false;

    /// <summary>Logits [N,classes] of images [N,C,H,W] in pixel units, differentiable in the images where gradients are
    /// on.</summary>
    /// <param name="x">Images in pixel units.</param>
    /// <param name="draws">One draw per image. Parts that draw on their own derive a source of theirs by name.</param>
    Tensor Logits(Tensor x, Draws draws = default);

    /// <summary>A loss of the logits, and the logits: one forward pass. An ensemble may average the losses of its members
    /// instead.</summary>
    /// <param name="x">Images in pixel units.</param>
    /// <param name="draws">One draw per image.</param>
    /// <param name="loss">From logits [N,classes] to a number per image, [N].</param>
    (Tensor Losses, Tensor Logits) Losses(Tensor x, Draws draws, Func<Tensor, Tensor> loss)
    {
        var logits = Logits(x, draws);
        return (loss(logits), logits);
    }
}
