using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>MI-FGSM: algorithm 1 of Dong et al. 2018 (arXiv:1710.06081), line by line.</summary>
/// <remarks>
/// The L2 form is the paper's MI-FGM (section 3.3); the L1 form puts each step on the coordinate with the largest |g|. T steps of
/// epsilon / T stay in the ball by themselves: the projection changes rounding, and cuts to the box.
/// </remarks>
/// <param name="Steps">T.</param>
/// <param name="Decay">mu.</param>
public sealed record MiFgsm(int Steps = 10, double Decay = 1) : IAttack
{
    /// <inheritdoc/>
    public string Name => "mi-fgsm";

    /// <inheritdoc/>
    public Access Needs => Access.Gradients;

    /// <summary>J.</summary>
    public ILoss Loss { get; init; } = new CrossEntropy();

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        using var scope = NewDisposeScope();
        var epsilon = PerImage.Spread(task.Budget, task.X);
        var ball = new BallAndBox(task.Norm, task.X, task.Budget);
        var j = new LossObjective(task, Loss);
        // 1: alpha = epsilon / T
        var alphaSign = new SteepestStep(task.Norm, 1.0 / Steps);
        // 2: g_0 = 0; x*_0 = x
        using Kept g = new(zeros_like(task.X)), delta = new(zeros_like(task.X));
        // 3: for t = 0 to T - 1 do
        for (int t = 0; t < Steps; t++)
        {
            using var inner = NewDisposeScope();
            using var guard = no_grad();
            // 4: input x*_t and obtain the gradient of J(x*_t, y)
            var gradient = j.Evaluate(delta.Value, t).Gradient;
            // 5: g_(t+1) = mu g_t + gradient / ||gradient||_1
            g.Set(g.Value * Decay + PerImage.Normalised(gradient, Norm.L1));
            // 6: x*_(t+1) = x*_t + alpha sign(g_(t+1))
            delta.Set(ball.Apply(delta.Value + alphaSign.Step(g.Value, t) * epsilon));
        }
        // 7: end for; 8: return x* = x*_T
        return task.Claim(task.X + delta.Value).ToOuterScope();
    }
}
