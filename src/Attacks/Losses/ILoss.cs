using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A number that an attack raises.</summary>
public interface ILoss
{
    /// <param name="logits">[N,classes].</param>
    /// <param name="aim">Classes to leave and to reach.</param>
    /// <returns>[N], larger nearer to success.</returns>
    Tensor Of(Tensor logits, Aim aim);
}
