using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Difference of logits: the best other class minus the label, or the class aimed at minus the best other; positive on
/// success.</summary>
/// <remarks>Source: Carlini and Wagner 2017, arXiv:1608.04644, objective f6, with the sign turned.</remarks>
/// <param name="Confidence">kappa: the difference beyond which nothing more is gained; infinite by default.</param>
public sealed record Margin(double Confidence = double.PositiveInfinity) : ILoss
{
    /// <inheritdoc/>
    public Tensor Of(Tensor logits, Aim aim)
    {
        var margin = aim.Towards is { } target
            ? Classes.Pick(logits, target) - Classes.BestOther(logits, target)
            : Classes.BestOther(logits, aim.Labels) - Classes.Pick(logits, aim.Labels);
        return double.IsPositiveInfinity(Confidence) ? margin : margin.clamp(max: Confidence);
    }
}
