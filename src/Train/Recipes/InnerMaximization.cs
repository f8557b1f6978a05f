using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>The inner problem of adversarial training: sign steps that raise a loss inside an L-infinity ball and the box [0,1].</summary>
/// <remarks>Source: Madry et al. 2018, section 2.1 (projected gradient descent on the negative loss).</remarks>
/// <param name="Epsilon">Radius of the ball, pixel units.</param>
/// <param name="StepSize">Length of a step, pixel units.</param>
/// <param name="Steps">How many.</param>
public sealed record InnerMaximization(double Epsilon, double StepSize, int Steps)
{
    /// <param name="x">Images, [N,C,H,W].</param>
    /// <param name="start">Where to begin, likewise; brought into ball and box first.</param>
    /// <param name="loss">A loss of a batch, summed over its images: each image's gradient must not depend on how many there are.</param>
    /// <returns>The last iterate, without a gradient history.</returns>
    public Tensor Run(Tensor x, Tensor start, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var at = Project(x, start.detach());
        for (int step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            var leaf = at.detach().requires_grad_();
            var gradient = Autograd.Gradient(loss(leaf), leaf);
            at = Project(x, leaf.detach() + gradient.sign() * StepSize).MoveToOuterDisposeScope();
        }
        return at.MoveToOuterDisposeScope();
    }

    private Tensor Project(Tensor x, Tensor at) => (x + (at - x).clamp(-Epsilon, Epsilon)).clamp(0, 1);
}
