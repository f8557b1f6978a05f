using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>A loss of one image's logits.</summary>
/// <param name="row">Which image of the batch. Called from several threads.</param>
/// <param name="logits">[classes].</param>
/// <param name="gradient">Written: the loss's gradient in the logits, [classes].</param>
/// <returns>The loss.</returns>
public delegate double RowLoss(int row, ReadOnlySpan<float> logits, Span<float> gradient);

/// <summary>A classifier that gives gradients in its images, and in nothing else, without recording operations.</summary>
public interface IInputGradient : IClassifier
{
    /// <summary>Whether this network has such gradients; where not, use those of <see cref="IClassifier.Logits"/>.</summary>
    bool HasInputGradient { get; }

    /// <summary>Losses of a batch and the gradient of each in its own image.</summary>
    /// <param name="x">Images, [N,C,H,W].</param>
    /// <param name="loss">The loss of one row.</param>
    /// <param name="losses">Written: [N].</param>
    /// <returns>[N,C,H,W].</returns>
    Tensor InputGradient(Tensor x, RowLoss loss, Span<double> losses);
}
