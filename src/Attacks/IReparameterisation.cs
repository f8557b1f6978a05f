using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>A change of variables x' = h(z): the attack moves z, and the victim sees h(z).</summary>
public interface IReparameterisation
{
    /// <summary>Where the search begins, [N,...].</summary>
    Tensor Start(AttackTask task);

    /// <summary>The images of z, [N,C,H,W], differentiable in z.</summary>
    Tensor Images(AttackTask task, Tensor z);
}
