using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Momentum around any rule: g' = decay * g + gradient / ||gradient||_1, and the rule steps along g'.</summary>
/// <remarks>Source: Dong et al. 2018, arXiv:1710.06081, equation (6). With decay 0 a rule that ignores the gradient's length steps
/// as it would by itself.</remarks>
/// <param name="Decay">mu.</param>
/// <param name="Inner">The rule.</param>
public sealed record MomentumStep(double Decay, IStepRule Inner) : IStepRule
{
    /// <inheritdoc/>
    public IStep Begin() => new Running(Decay, Inner.Begin());

    private sealed class Running(double decay, IStep inner) : IStep
    {
        private Tensor? velocity;

        public Tensor Step(Tensor gradient, int step)
        {
            var next = PerImage.Normalised(gradient, Norm.L1);
            if (velocity is not null)
                next = velocity * decay + next;
            velocity?.Dispose();
            velocity = next.MoveToOuterDisposeScope();
            return inner.Step(velocity, step);
        }
    }
}
