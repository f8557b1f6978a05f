using Audit.Attacks;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Plain steps, three times shorter after half of the way and nine times after five sixths (the authors' code for CROWN-IBP).</summary>
public sealed record ThirdsStep(double StepSize, int Steps) : IStepRule
{
    public IStep Begin()
    {
        throw new NotImplementedException();
    }

    /// <inheritdoc/>
    public Tensor Step(Tensor gradient, int step) => gradient * (StepSize / Divisor(step));

    private double Divisor(int step) => 6L * step >= 5L * Steps ? 9 : 2L * step >= Steps ? 3 : 1;
}
