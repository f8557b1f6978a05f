using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Plain gradient ascent: step size times gradient.</summary>
public sealed record PlainStep(double StepSize) : IStepRule, IStep
{
    /// <inheritdoc/>
    public IStep Begin() => this;

    /// <inheritdoc/>
    public Tensor Step(Tensor gradient, int step) => gradient * StepSize;
}
