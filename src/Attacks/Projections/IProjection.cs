using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>Maps perturbations to the nearest allowed ones.</summary>
public interface IProjection
{
    /// <param name="delta">Perturbations, [B,...].</param>
    Tensor Apply(Tensor delta);
}
