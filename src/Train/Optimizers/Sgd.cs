using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>Stochastic gradient descent with Nesterov momentum and L2 penalty, as PyTorch defines them.</summary>
public sealed class Sgd : IOptimizer
{
    private readonly List<(string Name, Tensor Tensor)> parameters;
    private readonly Tensor[] velocity;
    private readonly double momentum;
    private readonly double weightDecay;

    /// <param name="parameters">What is changed, in place.</param>
    /// <param name="momentum">In [0,1).</param>
    /// <param name="weightDecay">Penalty of tensors with more than one dimension.</param>
    public Sgd(IEnumerable<(string Name, Tensor Tensor)> parameters, double momentum, double weightDecay)
    {
        this.parameters = [.. parameters];
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        velocity = [.. this.parameters.Select(p => zeros_like(p.Tensor).DetachFromDisposeScope())];
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Tensor)> State => parameters.Select((p, k) => (p.Name, velocity[k]));

    /// <summary>One step: v = momentum v + g; w -= rate (g + momentum v).</summary>
    /// <param name="gradients">One a parameter, in order; they are overwritten.</param>
    /// <param name="learningRate">Step length.</param>
    /// <param name="step">Not used: the momentum knows no beginning.</param>
    public void Step(IList<Tensor> gradients, double learningRate, long step)
    {
        using var guard = no_grad();
        // Held over the loop: TorchSharp frees a scalar that nobody holds, even while an operator reads it.
        using Scalar kept = momentum, decay = weightDecay, change = -learningRate;
        for (int k = 0; k < parameters.Count; k++)
        {
            var (w, g, v) = (parameters[k].Tensor, gradients[k], velocity[k]);
            if (weightDecay > 0 && w.dim() > 1)
                g.add_(w, decay);
            v.mul_(kept).add_(g);
            w.add_(g.add_(v, kept), change);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var v in velocity)
            v.Dispose();
    }
}
