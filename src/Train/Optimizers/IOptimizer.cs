using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>Turns gradients into changes of weights.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The optimiser's memory, for checkpoints: named after the parameters.</summary>
    IEnumerable<(string Name, Tensor Tensor)> State { get; }

    /// <summary>One step, in place.</summary>
    /// <param name="gradients">One a parameter, in order; they are overwritten.</param>
    /// <param name="learningRate">Step length.</param>
    /// <param name="step">Number of the step in the whole run, from 0.</param>
    void Step(IList<Tensor> gradients, double learningRate, long step);
}

/// <summary>Optimisers by name.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="Sgd"/>.</summary>
    Sgd,

    /// <summary><see cref="Adam"/>.</summary>
    Adam,
}
