using Audit.Networks;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Adam's ascent (Kingma and Ba 2015, algorithm 1) on tensors that stay in [0,1].</summary>
internal sealed class SlopeAdam
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private readonly Tensor[] slopes, first, second;
    private int steps;

    public SlopeAdam(Tensor[] slopes)
    {
        this.slopes = slopes;
        using var guard = no_grad();
        first = [.. slopes.Select(s => zeros_like(s.detach()))];
        second = [.. slopes.Select(s => zeros_like(s.detach()))];
    }

    /// <summary>One step along the gradients, in place.</summary>
    public void Step(IList<Tensor> gradients, double size)
    {
        using var guard = no_grad();
        steps++;
        // Held over the loop: TorchSharp frees a scalar that nobody holds, even while an operator reads it.
        using Scalar beta1 = Beta1, rest1 = 1 - Beta1, beta2 = Beta2, rest2 = 1 - Beta2, epsilon = Epsilon, length = size;
        using Scalar unbias1 = 1 - Math.Pow(Beta1, steps), unbias2 = 1 - Math.Pow(Beta2, steps);
        for (int k = 0; k < slopes.Length; k++)
        {
            first[k].mul_(beta1).add_(gradients[k], rest1);
            second[k].mul_(beta2).add_(gradients[k].square(), rest2);
            var direction = first[k] / unbias1 / ((second[k] / unbias2).sqrt() + epsilon);
            slopes[k].add_(direction, length).clamp_(0, 1);
        }
    }
}
