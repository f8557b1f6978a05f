using Audit.Attacks;
using Audit.Networks.Inference;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>The inner problem of adversarial training: sign steps that raise a loss inside an L-infinity ball and the box
/// [0,1].</summary>
/// <remarks>Source: Madry et al. 2018, section 2.1 (projected gradient descent on the negative loss).</remarks>
/// <param name="Epsilon">Radius of the ball, pixel units.</param>
/// <param name="StepSize">Length of a step, pixel units.</param>
/// <param name="Steps">How many.</param>
public sealed record InnerMaximization(double Epsilon, double StepSize, int Steps)
{
    /// <param name="x">Images, [N,C,H,W].</param>
    /// <param name="start">Where to begin, likewise; brought into ball and box first.</param>
    /// <param name="loss">A loss of a batch, summed over its images: each image's gradient must not depend on how many there
    /// are.</param>
    /// <returns>The last iterate, without a gradient history.</returns>
    public Tensor Run(Tensor x, Tensor start, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        var ball = new BallAndBox(Norm.Linf, x, full([x.size(0)], Epsilon, x.dtype, x.device));
        var delta = new Ascent(Steps, new SteepestStep(Norm.Linf, StepSize), ball)
            .Run(ball.Apply(start.detach() - x), new Summed(x, loss));
        return (x + delta).MoveToOuterDisposeScope();
    }

    /// <summary>The loss at x + delta; its value is the sum alone.</summary>
    private sealed class Summed(Tensor x, Func<Tensor, Tensor> loss) : IObjective
    {
        public Objective Evaluate(Tensor delta, int step)
        {
            using var scope = NewDisposeScope();
            using var recording = enable_grad();
            var at = (x + delta).detach().requires_grad_();
            var value = loss(at);
            return new Objective(value.detach().MoveToOuterDisposeScope(), Autograd.Gradient(value, at)
                .MoveToOuterDisposeScope());
        }
    }
}
