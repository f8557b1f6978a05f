using Audit.Attacks;
using Audit.Networks.Inference;
using static TorchSharp.torch;

namespace Audit.Shadow;

/// <summary>Equation (2) of the Shadow Attack, for a batch of images with a target each.</summary>
/// <remarks>
/// max over delta of L(theta, x + delta) - lambda_c C(delta) - lambda_tv TV(delta) - lambda_s Dissim(delta).
/// Source: arXiv:2003.08937, equation (2). L is what a kind of certifier brings; this is the same for all of them.
/// </remarks>
/// <param name="loss">L.</param>
/// <param name="lambda">The weights of the penalties.</param>
public sealed class EquationTwo(IShadowLoss loss, Lambdas lambda) : IObjective
{
    /// <inheritdoc/>
    public Objective Evaluate(Tensor delta, int step)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var at = delta.detach().requires_grad_();
        var recorded = At(at, step);
        var gradient = Autograd.Gradient(recorded.sum(), at);
        using var guard = no_grad();
        var values = recorded.detach().clone();
        loss.Complete(delta, step, values, gradient);
        return new Objective(values.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>The equation as printed, [B].</summary>
    private Tensor At(Tensor delta, int step)
    {
        // A perturbation of one channel is shared by the colours.
        var d = delta.expand(-1, loss.Channels, -1, -1);
        var two = loss.At(d, step)
            - Penalties.Color(d) * lambda.Color
            - Penalties.TotalVariation(d) * lambda.Tv
            - Penalties.Dissimilarity(d) * lambda.Dissim;
        return lambda.Norm > 0 ? two - Penalties.Norm(d) * lambda.Norm : two;
    }
}
