using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>Keeps steps finite where bounds, and with them their gradients, are huge.</summary>
public static class GradientNorm
{
    /// <summary>Scales all gradients by one factor so that their joint L2 norm is at most the limit, in place.</summary>
    /// <param name="gradients">One a parameter.</param>
    /// <param name="limit">Largest norm; 0 leaves the gradients as they are.</param>
    public static void Clip(IList<Tensor> gradients, double limit)
    {
        if (limit <= 0)
            return;
        using var scope = NewDisposeScope();
        double norm = Math.Sqrt(gradients.Sum(g => g.square().sum().ToDouble()));
        // Where the norm is NaN nothing is scaled: the loss is NaN too, and the trainer says so.
        if (norm > limit)
        {
            foreach (var g in gradients)
                g.mul_(limit / norm);
        }
    }
}
