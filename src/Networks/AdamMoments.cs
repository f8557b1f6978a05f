using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Networks;

/// <summary>Adam's memory of one tensor, and its steps (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1, with the constants
/// given there).</summary>
/// <remarks>Bias correction follows from the number of the step alone, so the two moments are all there is to store.</remarks>
/// <param name="First">m, of the tensor's shape; zeros at the start, changed in place.</param>
/// <param name="Second">v, likewise.</param>
public sealed record AdamMoments(Tensor First, Tensor Second)
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    /// <summary>Takes note of a gradient.</summary>
    /// <param name="gradient">g_t.</param>
    /// <param name="step">t - 1: 0 for the first.</param>
    /// <returns>The direction in which a step of length alpha is taken: along it uphill, against it downhill.</returns>
    public Tensor Direction(Tensor gradient, long step)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        // Held: TorchSharp frees a scalar that nobody holds, even while an operator reads it.
        using Scalar beta1 = Beta1, rest1 = 1 - Beta1, beta2 = Beta2, rest2 = 1 - Beta2, epsilon = Epsilon;
        using Scalar correction1 = 1 - Math.Pow(Beta1, step + 1), correction2 = 1 - Math.Pow(Beta2, step + 1);
        // m_t = beta1 m_(t-1) + (1 - beta1) g_t; v_t = beta2 v_(t-1) + (1 - beta2) g_t^2
        First.mul_(beta1).add_(gradient * rest1);
        Second.mul_(beta2).add_(gradient.square() * rest2);
        // m^ = m_t / (1 - beta1^t); v^ = v_t / (1 - beta2^t)
        var m = First / correction1;
        var v = Second / correction2;
        return (m / (v.sqrt() + epsilon)).MoveToOuterDisposeScope();
    }
}
