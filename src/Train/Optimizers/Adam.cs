using Audit.Networks;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>Adam (<see cref="AdamMoments"/>), downwards, with an L2 penalty of weights inside the gradient.</summary>
public sealed class Adam : IOptimizer
{
    private readonly List<(string Name, Tensor Tensor)> parameters;
    private readonly AdamMoments[] moments;
    private readonly double weightDecay;

    /// <param name="parameters">What is changed, in place.</param>
    /// <param name="weightDecay">Penalty of tensors with more than one dimension.</param>
    public Adam(IEnumerable<(string Name, Tensor Tensor)> parameters, double weightDecay)
    {
        this.parameters = [.. parameters];
        this.weightDecay = weightDecay;
        static Tensor Zeros(Tensor like) => zeros_like(like).DetachFromDisposeScope();
        moments = [.. this.parameters.Select(p => new AdamMoments(Zeros(p.Tensor), Zeros(p.Tensor)))];
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Tensor)> State => parameters.SelectMany((p, k) =>
        new[] { ($"{p.Name}.first", moments[k].First), ($"{p.Name}.second", moments[k].Second) });

    /// <inheritdoc/>
    public void Step(IList<Tensor> gradients, double learningRate, long step)
    {
        using var guard = no_grad();
        // Held over the loop: TorchSharp frees a scalar that nobody holds, even while an operator reads it.
        using Scalar decay = weightDecay, change = -learningRate;
        for (int k = 0; k < parameters.Count; k++)
        {
            using var scope = NewDisposeScope();
            var (w, g) = (parameters[k].Tensor, gradients[k]);
            if (weightDecay > 0 && w.dim() > 1)
                g.add_(w, decay);
            w.add_(moments[k].Direction(g, step), change);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var m in moments)
        {
            m.First.Dispose();
            m.Second.Dispose();
        }
    }
}
