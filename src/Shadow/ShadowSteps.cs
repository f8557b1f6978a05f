using Audit.Attacks;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Plain steps that become a third as long at half of the way, and a ninth at five sixths (the authors' code for
/// bounds).</summary>
/// <param name="StepSize">Length of a step as a multiple of the gradient, at the start.</param>
/// <param name="Steps">Steps of the whole way.</param>
/// <param name="First">Step of the whole way that step 0 here is.</param>
public sealed record ShadowSteps(double StepSize, int Steps, int First = 0) : IStepRule, IStep
{
    /// <inheritdoc/>
    public IStep Begin() => this;

    /// <inheritdoc/>
    public Tensor Step(Tensor gradient, int step) => gradient * (StepSize / Divisor(First + step));

    private double Divisor(int step) => 2L * step < Steps ? 1 : 6L * step < 5L * Steps ? 3 : 9;
}
