using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>The one gradient loop: estimate the gradient, step, project; parts are interchangeable.</summary>
/// <param name="Steps">How many steps.</param>
/// <param name="StepRule">How a gradient becomes a step.</param>
/// <param name="Projection">Brings a perturbation back to where it may be; null leaves it.</param>
public sealed record Ascent(int Steps, IStepRule StepRule, IProjection? Projection = null)
{
    /// <summary>Climbs the objective.</summary>
    /// <param name="start">Where to begin, [B,...]; not changed.</param>
    /// <param name="objective">Gives value and gradient at a perturbation.</param>
    /// <param name="observe">Told (step, values) before each step.</param>
    /// <returns>The last perturbation, [B,...].</returns>
    public Tensor Run(Tensor start, IObjective objective, Action<int, Objective>? observe = null)
    {
        using var scope = NewDisposeScope();
        var delta = start.detach().clone();
        var rule = StepRule.Begin();
        for (int step = 0; step < Steps && !objective.IsFinished; step++)
        {
            using var inner = NewDisposeScope();
            var at = objective.Evaluate(delta, step);
            observe?.Invoke(step, at);
            using var guard = no_grad();
            var next = delta + rule.Step(at.Gradient, step);
            if (Projection is { } projection)
                next = projection.Apply(next);
            delta = next.MoveToOuterDisposeScope();
        }
        return delta.MoveToOuterDisposeScope();
    }
}
