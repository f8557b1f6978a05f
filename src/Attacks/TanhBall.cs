using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>x' = x + epsilon tanh z, cut to the box: every z gives an image in the Linf ball, without a projection.</summary>
public sealed record TanhBall : IReparameterisation
{
    /// <inheritdoc/>
    public Tensor Start(AttackTask task) => zeros_like(task.X);

    /// <inheritdoc/>
    public Tensor Images(AttackTask task, Tensor z) => (task.X + z.tanh() * PerImage.Spread(task.Budget, task.X)).clamp(0, 1);
}
