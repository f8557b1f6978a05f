using Audit.Attacks;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Declare = Audit.Inputs.Settings.Declare<Audit.Shadow.AscentOptions>;

namespace Audit.Shadow;

/// <summary>Parts of the ascent that every kind of certifier has: with all of them at their defaults it is the Shadow Attack;
/// with weights of 0, signs of the gradient and a budget it is PGD.</summary>
public sealed record AscentOptions
{
    /// <summary>Whose definitions of the penalties.</summary>
    public PenaltyForm Penalties { get; init; }

    /// <summary>How a gradient becomes a step.</summary>
    public StepKind Step { get; init; }

    /// <summary>Largest L2 norm of the image's change, pixel units; null for none.</summary>
    public double? L2Budget { get; init; }

    /// <summary>Largest L-infinity norm of the image's change, pixel units; null for none.</summary>
    public double? LinfBudget { get; init; }

    /// <summary>Cuts the image to [0,1] after each step, as budgets do too; the authors' code does so at the end only.</summary>
    public bool Box { get; init; }

    /// <summary>The budget that holds; null for none.</summary>
    public (Norm Norm, double Size)? Budget => L2Budget is { } l2 ? (Norm.L2, l2) : LinfBudget is { } linf ? (Norm.Linf, linf)
        : null;

    /// <summary>The options as users give them and questions store them; defaults are not stored, so that older questions stay
    /// the same.</summary>
    public static IReadOnlyList<Setting<AscentOptions>> Settings { get; } =
    [
        Declare.Word("penalties", "Whose definitions of the penalties (docs/spoof.md)", o => o.Penalties, (o, v) =>
            o with { Penalties = v }, Enum.GetValues<PenaltyForm>().Select(p => (Name(p), p))) with
        {
            Stored = o => o.Penalties == PenaltyForm.Official ? null : Name(o.Penalties),
        },
        Declare.Word("step-rule", "plain: step size times gradient; normalised: steps of one L2 length; sign: of one L-infinity "
            + "length", o => o.Step, (o, v) => o with { Step = v }, Enum.GetValues<StepKind>().Select(s => (Name(s), s))) with
        {
            Stored = o => o.Step == StepKind.Plain ? null : Name(o.Step),
        },
        Declare.Real("l2-budget", "Largest L2 norm of the change, pixel units of [0,1]: projected after each step", o =>
            o.L2Budget,
            (o, v) => o with { L2Budget = v }, Limits.Size),
        Declare.Real("linf-budget", "Largest L-infinity norm of the change, pixel units of [0,1]: projected after each step", o =>
            o.LinfBudget, (o, v) => o with { LinfBudget = v }, Limits.Size),
        Declare.Flag("box", "Cut the image to [0,1] after each step, not at the end only (budgets do so anyway)", o => o.Box, o =>
            o with { Box = true }) with
        {
            Stored = o => o.Box ? true : null,
        },
    ];

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Settings.Problems(this))
            yield return problem;
        if (L2Budget is not null && LinfBudget is not null)
            yield return "--l2-budget and --linf-budget are two balls: give one of them";
    }

    /// <summary>The step rule.</summary>
    /// <param name="size">Length of a step.</param>
    internal IStepRule Rule(double size) => Step switch
    {
        StepKind.Normalised => new SteepestStep(Norm.L2, size),
        StepKind.Sign => new SteepestStep(Norm.Linf, size),
        _ => new PlainStep(size),
    };

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
