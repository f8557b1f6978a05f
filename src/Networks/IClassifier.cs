using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Networks;

/// <summary>A function from images to logits: all that smoothing and gradient attacks need to know of a model.</summary>
public interface IClassifier
{
    /// <summary>Shape of one image.</summary>
    ImageShape InputShape { get; }

    /// <summary>Number of logits.</summary>
    int Classes { get; }

    /// <summary>Where images must be when they are given to <see cref="Logits"/>.</summary>
    Device Device { get; }

    /// <summary>Logits [N,classes] of images [N,C,H,W] in pixel units, differentiable in the images where gradients are on.</summary>
    Tensor Logits(Tensor x);
}
