using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Attacks;

/// <summary>An attack that is one ascent in a ball: FGM, I-FGSM, BIM and PGD are settings of it.</summary>
public sealed record GradientAttack : IAttack
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public Access Needs => Access.Gradients;

    /// <summary>Steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Step rule for a ball of radius 1; steps are multiplied by each image's epsilon.</summary>
    public required IStepRule StepRule { get; init; }

    /// <summary>What is climbed.</summary>
    public ILoss Loss { get; init; } = new CrossEntropy();

    /// <summary>Whether it starts anywhere in the ball instead of at the image.</summary>
    public bool RandomStart { get; init; }

    /// <summary>Returns the last perturbation, as the published algorithms do; otherwise the best.</summary>
    public bool ReturnLast { get; init; }

    /// <inheritdoc/>
    public AttackResult Run(AttackTask task)
    {
        using var scope = NewDisposeScope();
        var budget = task.Budget;
        var projection = new BallAndBox(task.Norm, task.X, budget);
        var start = RandomStart
            ? projection.Apply(Attacks.RandomStart.In(task.Norm, task.X, budget, task.Oracle.Images, task.Rng))
            : zeros_like(task.X);
        using var strongest = ReturnLast ? null : new StrongestFound(task);
        var objective = new LossObjective(task, Loss, strongest);
        var last = new Ascent(Steps, new ScaledStep(StepRule, budget), projection).Run(start, objective);
        if (strongest is not null)
        {
            objective.Consider(last);
            return strongest.Result().ToOuterScope();
        }
        return task.Claim(task.X + last).ToOuterScope();
    }

    /// <summary>One step of length epsilon (FGSM, Goodfellow et al. 2015, arXiv:1412.6572; L2 and L1 as its linear problem is
    /// solved there).</summary>
    public static GradientAttack Fgm(Norm norm) => new()
    {
        Name = "fgm",
        Steps = 1,
        StepRule = new SteepestStep(norm, 1),
        ReturnLast = true
    };

    /// <summary>Iterated FGSM as the MI-FGSM paper compares it: steps of epsilon / T, the last one returned.</summary>
    public static GradientAttack IFgsm(Norm norm, int steps = 10) => new()
    {
        Name = "i-fgsm",
        Steps = steps,
        StepRule = new SteepestStep(norm, 1.0 / steps),
        ReturnLast = true,
    };

    /// <summary>Basic iterative method (Kurakin et al. 2017, arXiv:1607.02533), best perturbation kept; PGD without a random
    /// start.</summary>
    public static GradientAttack Bim(Norm norm, int steps = 40, double stepSize = 0.25) => new()
    {
        Name = "bim",
        Steps = steps,
        StepRule = Projected(norm, stepSize),
    };

    /// <summary>Projected gradient from a random start (Madry et al. 2018, arXiv:1706.06083), best perturbation kept.</summary>
    /// <param name="norm">Norm of the ball.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="stepSize">Length of a step in units of epsilon; Madry's 2/255 for 8/255. It does not depend on the number of
    /// steps, so that more steps continue fewer.</param>
    public static GradientAttack Pgd(Norm norm, int steps = 40, double stepSize = 0.25) =>
        Bim(norm, steps, stepSize) with { Name = "pgd", RandomStart = true };

    /// <summary>In L1 the steps move 1 % of the coordinates: one alone would need as many steps as there are pixels.</summary>
    private static SteepestStep Projected(Norm norm, double stepSize) => new(norm, stepSize, norm == Norm.L1 ? 0.01 : 0);
}
