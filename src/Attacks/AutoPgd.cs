using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>APGD: PGD with momentum whose step size halves, and which returns to its best point, when progress stalls.</summary>
/// <remarks>
/// Source: Croce and Hein 2020, arXiv:2003.01690, algorithm 1. A loop of its own, because a step depends on the values so far.
/// Linf and L2 as published; L1 is <see cref="AutoPgdL1"/>. Differs from the authors' code: an misclassified image is left alone.
/// </remarks>
public sealed record AutoPgd : IAttack
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public Access Needs => Access.Gradients;

    /// <summary>What is climbed.</summary>
    public required ILoss Loss { get; init; }

    /// <summary>Iterations.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>alpha: how much of a step is the new direction, the rest is the last movement.</summary>
    public double Alpha { get; init; } = 0.75;

    /// <summary>rho: share of the steps since the last checkpoint that must have raised the loss.</summary>
    public double Rho { get; init; } = 0.75;

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        if (task.Norm == Norm.L1)
            return new AutoPgdL1(task, Loss, Steps).Run();
        using var scope = NewDisposeScope();
        var budget = task.Budget;
        var projection = new BallAndBox(task.Norm, task.X, budget);
        var direction = new SteepestStep(task.Norm, 1);
        using var strongest = new StrongestFound(task);
        var objective = new LossObjective(task, Loss, strongest);

        using var x = new Kept(projection.Apply(Start(task, budget)));
        var at = objective.Evaluate(x.Value, 0);
        var schedule = new StepSchedule(task.Count, Checkpoints(Steps), Rho, at.Values);
        using Kept last = new(x.Value), best = new(x.Value), gradient = new(at.Gradient), bestGradient = new(at.Gradient);
        for (int k = 1; k <= Steps && !objective.IsFinished; k++)
        {
            using var inner = NewDisposeScope();
            using var guard = no_grad();
            var next = Next(k == 1 ? null : Alpha);
            var now = objective.Evaluate(next, k);
            bool[] higher = schedule.Observe(now.Values);
            Rows.Put(best.Value, higher, next);
            Rows.Put(bestGradient.Value, higher, now.Gradient);
            x.Pass(next, before: last);
            gradient.Set(now.Gradient);
            if (schedule.Checkpoint(k) is { } back)
            {
                Rows.Put(x.Value, back, best.Value);
                Rows.Put(gradient.Value, back, bestGradient.Value);
            }
        }
        return strongest.Result().ToOuterScope();

        // z = P(x + eta g); x' = P(x + alpha (z - x) + (1 - alpha)(x - x_last)); the first step has no last movement.
        Tensor Next(double? alpha)
        {
            if (task.Norm == Norm.Linf && Lanes.Reach(task.X) && Lanes.Reach(gradient.Value))
                return projection.Steps.Momentum(x.Value, last.Value, gradient.Value, schedule.StepSizes, alpha);
            var eta = PerImage.Spread(PerImage.Of(schedule.StepSizes, x.Value), x.Value) * PerImage.Spread(budget, x.Value);
            var z = projection.Apply(x.Value + direction.Direction(gradient.Value) * eta);
            return alpha is not { } share ? z
                : projection.Apply(x.Value + (z - x.Value) * share + (x.Value - last.Value) * (1 - share));
        }
    }

    /// <summary>w0 = 0, then p1 = 0.22 and p_(j+1) = p_j + max(p_j - p_(j-1) - 0.03, 0.06), each rounded up in steps.</summary>
    public static IReadOnlyList<int> Checkpoints(int steps)
    {
        var points = new List<int> { 0 };
        // In hundredths: 0.57 times 100 is a little more than 57 in floating point.
        for (int before = 0, now = 22; now <= 100; (before, now) = (now, now + Math.Max(now - before - 3, 6)))
            points.Add((int)(((long)now * steps + 99) / 100));
        return [.. points.Distinct()];
    }

    /// <summary>Noise of the full size of the ball, as in the authors' code: uniform and then stretched to the sphere.</summary>
    private static Tensor Start(AttackTask task, Tensor budget)
    {
        var noise = RandomStart.In(task.Norm, task.X, budget, task.Oracle.Images, task.Rng);
        return PerImage.Normalised(noise, task.Norm) * PerImage.Spread(budget, noise);
    }

    /// <summary>APGD on the cross entropy.</summary>
    public static AutoPgd Ce(int steps = 100) => new() { Name = "apgd-ce", Loss = new CrossEntropy(), Steps = steps };

    /// <summary>APGD on the difference of logits ratio.</summary>
    public static AutoPgd Dlr(int steps = 100) => new()
    {
        Name = "apgd-dlr",
        Loss = new DifferenceOfLogitsRatio(),
        Steps = steps
    };

    /// <summary>APGD on the targeted ratio, class after class.</summary>
    public static IAttack Targeted(int steps = 100, int classes = 9) =>
        new TargetSweep(new AutoPgd { Name = "apgd-t", Loss = new DifferenceOfLogitsRatio(), Steps = steps }, classes);
}
