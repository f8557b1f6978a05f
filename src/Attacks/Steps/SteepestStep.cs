using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>The step of one length, in one norm, along which the linearised objective rises most; zero where the gradient is
/// zero.</summary>
/// <remarks>
/// Linf: sign of the gradient (FGSM, Goodfellow et al. 2015, arXiv:1412.6572). L2: the gradient made a unit vector. L1: the whole
/// step goes to the coordinate with the largest |gradient|, the first of equals; with a share above 0 it is divided equally among
/// that share of the coordinates (SLIDE, Tramèr and Boneh 2019, arXiv:1904.13000, there with the quantile as parameter).
/// </remarks>
/// <param name="Norm">Norm in which the step has its length.</param>
/// <param name="StepSize">Length.</param>
/// <param name="Share">L1 only: share of the coordinates that move.</param>
public sealed record SteepestStep(Norm Norm, double StepSize, double Share = 0) : IStepRule, IStep
{
    /// <inheritdoc/>
    public IStep Begin() => this;

    /// <inheritdoc/>
    public Tensor Step(Tensor gradient, int step) => Direction(gradient) * StepSize;

    /// <summary>The step of length 1.</summary>
    public Tensor Direction(Tensor gradient) => Norm switch
    {
        Norm.Linf => gradient.sign(),
        Norm.L2 => PerImage.Normalised(gradient, Norm.L2),
        _ => Sparse(gradient),
    };

    private Tensor Sparse(Tensor gradient)
    {
        var flat = gradient.flatten(1);
        int moved = Math.Max(1, (int)Math.Ceiling(Share * flat.size(1)));
        var index = moved == 1 ? flat.abs().argmax(1, keepdim: true) : flat.abs().topk(moved, 1).Item2;
        var signs = flat.gather(1, index).sign() / moved;
        return zeros_like(flat).scatter(1, index, signs).reshape(gradient.shape);
    }
}
