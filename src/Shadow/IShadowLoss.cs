using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>L(theta, x + delta) of <see cref="EquationTwo"/>: the larger, the nearer the certifier is to certifying the
/// target.</summary>
public interface IShadowLoss
{
    /// <summary>Channels of the images.</summary>
    long Channels { get; }

    /// <summary>Network passes, forward and backward, of one image that one evaluation takes.</summary>
    long Passes => 1;

    /// <summary>The same for what was needed before the first evaluation.</summary>
    long PassesBefore => 0;

    /// <summary>How strong a certificate the last evaluation suggests, image by image (<see cref="Terms.Estimate"/>); null before
    /// any, and where the loss cannot tell.</summary>
    IReadOnlyList<double>? Estimates => null;

    /// <summary>Nothing is left to gain: the ascent ends.</summary>
    bool IsFinished => false;

    /// <summary>The images that perturbations make, [B,C,H,W].</summary>
    /// <param name="delta">Perturbations, [B,1,H,W] or [B,C,H,W].</param>
    Tensor Image(Tensor delta);

    /// <summary>L as far as autograd is to differentiate it, [B].</summary>
    /// <param name="delta">Perturbations, [B,C,H,W].</param>
    /// <param name="step">Step of the ascent, for losses that draw fresh noise.</param>
    Tensor At(Tensor delta, int step);

    /// <summary>Adds the part of L that is differentiated without autograd or piece by piece; there is none by default.</summary>
    /// <param name="delta">Perturbations, [B,1,H,W] or [B,C,H,W].</param>
    /// <param name="step">As before.</param>
    /// <param name="values">[B]; changed in place.</param>
    /// <param name="gradient">Shaped as delta; changed in place.</param>
    void Complete(Tensor delta, int step, Tensor values, Tensor gradient)
    {
    }
}
