using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Steps in units of each image's own budget.</summary>
/// <param name="Inner">A rule for budget 1.</param>
/// <param name="Budget">Epsilon of each image, [N].</param>
public sealed record ScaledStep(IStepRule Inner, Tensor Budget) : IStepRule
{
    /// <inheritdoc/>
    public IStep Begin() => new Running(Inner.Begin(), Budget);

    private sealed class Running(IStep inner, Tensor budget) : IStep
    {
        public Tensor Step(Tensor gradient, int step) => inner.Step(gradient, step) * PerImage.Spread(budget, gradient);
    }
}
