using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>Adam (Kingma and Ba 2015, algorithm 1) with PyTorch's constants and an L2 penalty of weights inside the gradient.</summary>
/// <remarks>Bias correction follows from the number of the step alone, so the two moments are all of its memory.</remarks>
public sealed class Adam : IOptimizer
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    private readonly List<(string Name, Tensor Tensor)> parameters;
    private readonly Tensor[] first, second;
    private readonly double weightDecay;

    /// <param name="parameters">What is changed, in place.</param>
    /// <param name="weightDecay">Penalty of tensors with more than one dimension.</param>
    public Adam(IEnumerable<(string Name, Tensor Tensor)> parameters, double weightDecay)
    {
        this.parameters = [.. parameters];
        this.weightDecay = weightDecay;
        Tensor[] Zeros() => [.. this.parameters.Select(p => zeros_like(p.Tensor).DetachFromDisposeScope())];
        (first, second) = (Zeros(), Zeros());
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Tensor)> State => parameters.SelectMany((p, k) =>
        new[] { ($"{p.Name}.first", first[k]), ($"{p.Name}.second", second[k]) });

    /// <inheritdoc/>
    public void Step(IList<Tensor> gradients, double learningRate, long step)
    {
        using var guard = no_grad();
        // Held over the loop: TorchSharp frees a scalar that nobody holds, even while an operator reads it.
        using Scalar beta1 = Beta1, rest1 = 1 - Beta1, beta2 = Beta2, rest2 = 1 - Beta2, epsilon = Epsilon, decay = weightDecay;
        using Scalar correction2 = Math.Sqrt(1 - Math.Pow(Beta2, step + 1)), change = -learningRate / (1 - Math.Pow(Beta1, step + 1));
        for (int k = 0; k < parameters.Count; k++)
        {
            using var scope = NewDisposeScope();
            var (w, g) = (parameters[k].Tensor, gradients[k]);
            if (weightDecay > 0 && w.dim() > 1)
                g.add_(w, decay);
            first[k].mul_(beta1).add_(g, rest1);
            second[k].mul_(beta2).add_(g.square(), rest2);
            var denominator = (second[k].sqrt() / correction2).add_(epsilon);
            w.add_(first[k] / denominator, change);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moment in (Tensor[])[.. first, .. second])
            moment.Dispose();
    }
}
