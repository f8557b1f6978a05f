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

/// <summary>Value and gradient of an objective at a batch of perturbations.</summary>
/// <param name="Values">One number an item, [B].</param>
/// <param name="Gradient">Gradient of each item's value, shaped as the perturbations.</param>
public readonly record struct Objective(Tensor Values, Tensor Gradient);

/// <summary>What an ascent climbs.</summary>
public interface IObjective
{
    /// <param name="delta">Perturbations, [B,...].</param>
    /// <param name="step">Step of the ascent, for objectives that draw fresh noise.</param>
    Objective Evaluate(Tensor delta, int step);

    /// <summary>Nothing is left to gain: the ascent ends.</summary>
    bool IsFinished => false;
}

/// <summary>Maps perturbations to the nearest allowed ones.</summary>
public interface IProjection
{
    /// <param name="delta">Perturbations, [B,...].</param>
    Tensor Apply(Tensor delta);
}
