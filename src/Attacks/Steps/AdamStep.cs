using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Adam, upwards.</summary>
/// <remarks>Source: Kingma and Ba 2015, arXiv:1412.6980, algorithm 1.</remarks>
/// <param name="StepSize">alpha.</param>
public sealed record AdamStep(double StepSize) : IStepRule
{
    /// <summary>Decay of the mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of their squares.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public IStep Begin() => new Running(this);

    private sealed class Running(AdamStep rule) : IStep
    {
        private Tensor? first, second;

        public Tensor Step(Tensor gradient, int step)
        {
            // Held: TorchSharp frees a scalar that nobody holds, even while an operator reads it.
            using Scalar beta1 = rule.Beta1, rest1 = 1 - rule.Beta1, beta2 = rule.Beta2, rest2 = 1 - rule.Beta2, epsilon = rule.Epsilon, size = rule.StepSize;
            using Scalar unbias1 = 1 - Math.Pow(rule.Beta1, step + 1), unbias2 = 1 - Math.Pow(rule.Beta2, step + 1);
            var m = gradient * rest1;
            var v = gradient.square() * rest2;
            if (first is not null && second is not null)
                (m, v) = (first * beta1 + m, second * beta2 + v);
            first?.Dispose();
            second?.Dispose();
            (first, second) = (m.MoveToOuterDisposeScope(), v.MoveToOuterDisposeScope());
            return m / unbias1 / ((v / unbias2).sqrt() + epsilon) * size;
        }
    }
}
