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
        for (int k = 0; k < slopes.Length; k++)
        {
            first[k].mul_(Beta1).add_(gradients[k], 1 - Beta1);
            second[k].mul_(Beta2).add_(gradients[k].square(), 1 - Beta2);
            var direction = first[k] / (1 - Math.Pow(Beta1, steps)) / ((second[k] / (1 - Math.Pow(Beta2, steps))).sqrt() + Epsilon);
            slopes[k].add_(direction, size).clamp_(0, 1);
        }
    }
}
