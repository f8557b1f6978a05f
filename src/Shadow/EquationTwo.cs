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
/// <param name="form">Whose definitions of the penalties.</param>
public sealed class EquationTwo(IShadowLoss loss, Lambdas lambda, PenaltyForm form = PenaltyForm.Official) : IObjective
{
    /// <summary>Told (step, the terms of each image) at each evaluation; they cost a little, so null computes none.</summary>
    public Action<int, Terms[]>? Trace { get; init; }

    /// <inheritdoc/>
    public bool IsFinished => loss.IsFinished;

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
        Trace?.Invoke(step, Parts(delta, values));
        return new Objective(values.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>The equation as printed, [B].</summary>
    private Tensor At(Tensor delta, int step)
    {
        // A perturbation of one channel is shared by the colours.
        var d = delta.expand(-1, loss.Channels, -1, -1);
        var two = loss.At(d, step)
            - Penalties.Color(d) * lambda.Color
            - Penalties.TotalVariation(d, form) * lambda.Tv
            - Penalties.Dissimilarity(d, form) * lambda.Dissim;
        return lambda.Norm > 0 ? two - Penalties.Norm(d) * lambda.Norm : two;
    }

    private Terms[] Parts(Tensor delta, Tensor values)
    {
        var d = delta.expand(-1, loss.Channels, -1, -1);
        double[] whole = Doubles(values), tv = Doubles(Penalties.TotalVariation(d, form)), color = Doubles(Penalties.Color(d)),
            dissim = Doubles(Penalties.Dissimilarity(d, form)), norm = Doubles(Penalties.Norm(d));
        var estimates = loss.Estimates;
        return [.. whole.Select((value, k) => new Terms(
            value + lambda.Color * color[k] + lambda.Tv * tv[k] + lambda.Dissim * dissim[k] + lambda.Norm * norm[k],
            tv[k], color[k], dissim[k], estimates?[k]))];
    }

    private static double[] Doubles(Tensor values) => values.to(float64).cpu().contiguous().data<double>().ToArray();
}
