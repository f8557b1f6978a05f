using Audit.Networks;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Adam, upwards.</summary>
/// <param name="StepSize">alpha.</param>
public sealed record AdamStep(double StepSize) : IStepRule
{
    /// <inheritdoc/>
    public IStep Begin() => new Running(StepSize);

    private sealed class Running(double stepSize) : IStep
    {
        private AdamMoments? moments;

        public Tensor Step(Tensor gradient, int step)
        {
            moments ??= new(zeros_like(gradient).MoveToOuterDisposeScope(), zeros_like(gradient).MoveToOuterDisposeScope());
            return moments.Direction(gradient, step) * stepSize;
        }
    }
}
