using Audit.Networks;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Adam, upwards.</summary>
/// <param name="StepSize">alpha.</param>
/// <param name="Until">Steps over which alpha falls linearly to zero; null keeps it.</param>
public sealed record AdamStep(double StepSize, int? Until = null) : IStepRule
{
    /// <inheritdoc/>
    public IStep Begin() => new Running(StepSize, Until);

    private sealed class Running(double stepSize, int? until) : IStep
    {
        private AdamMoments? moments;

        public Tensor Step(Tensor gradient, int step)
        {
            moments ??= new(zeros_like(gradient).MoveToOuterDisposeScope(), zeros_like(gradient).MoveToOuterDisposeScope());
            return moments.Direction(gradient, step) * (until is { } end ? stepSize * (1 - ((double)step / end)) : stepSize);
        }
    }
}
