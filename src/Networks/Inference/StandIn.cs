using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>A model's own logits with the gradients of another in their place: BPDA around a black box.</summary>
/// <remarks>Source: Athalye et al. 2018, arXiv:1802.00420, section 4.1, with a whole network as the differentiable stand-in. With
/// the
/// bare network behind a defence, it is BPDA with the identity for the defence.</remarks>
public sealed class StandIn : IClassifier
{
    private readonly IClassifier exact;
    private readonly IClassifier surrogate;

    /// <param name="exact">Answers.</param>
    /// <param name="surrogate">Is differentiated.</param>
    /// <exception cref="UsageException">They take other images or have other classes.</exception>
    public StandIn(IClassifier exact, IClassifier surrogate)
    {
        if (exact.InputShape != surrogate.InputShape || exact.Classes != surrogate.Classes)
            throw new UsageException($"a surrogate must take {exact.InputShape} images and have {exact.Classes} classes, got "
                + $"{surrogate.InputShape} and {surrogate.Classes}");
        (this.exact, this.surrogate) = (exact, surrogate);
    }

    /// <inheritdoc/>
    public ImageShape InputShape => exact.InputShape;

    /// <inheritdoc/>
    public int Classes => exact.Classes;

    /// <inheritdoc/>
    public Device Device => exact.Device;

    /// <inheritdoc/>
    public bool IsRandom => exact.IsRandom || surrogate.IsRandom;

    /// <inheritdoc/>
    public Tensor Logits(Tensor x, Draws draws = default)
    {
        using var scope = NewDisposeScope();
        Tensor own;
        using (no_grad())
            own = exact.Logits(x.detach(), draws).detach();
        if (!x.requires_grad)
            return own.MoveToOuterDisposeScope();
        var smooth = surrogate.Logits(x, draws);
        // smooth - smooth is exactly zero where it is finite.
        return (own + (smooth - smooth.detach())).MoveToOuterDisposeScope();
    }
}
