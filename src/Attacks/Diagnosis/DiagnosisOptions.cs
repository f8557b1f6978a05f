using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Declare = Audit.Inputs.Settings.Declare<Audit.Attacks.Diagnosis.DiagnosisOptions>;

namespace Audit.Attacks.Diagnosis;

/// <summary>How thoroughly a model's gradients are examined.</summary>
public sealed record DiagnosisOptions
{
    private const int MostBudgets = 14;

    /// <summary>Norm of the perturbations: Linf or L2.</summary>
    public Norm Norm { get; init; } = Norm.Linf;

    /// <summary>The budget that robustness is claimed for, pixel units.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Steps of the iterated attack.</summary>
    public int Steps { get; init; } = 40;

    /// <summary>Length of a step in units of epsilon: Madry's 2/255 for 8/255.</summary>
    public double StepSize { get; init; } = 0.25;

    /// <summary>Steps of the unbounded attack, each 1/20 of the box.</summary>
    public int UnboundedSteps { get; init; } = 100;

    /// <summary>Largest number of draws behind a gradient of a random model; a quarter of it is tried as well. Athalye et al.
    /// used 30.</summary>
    public int Draws { get; init; } = 16;

    /// <summary>Random perturbations tried at each image that gradients left standing; 0 for none. Carlini et al. 2019
    /// (arXiv:1902.06705) ask for 10,000 or more.</summary>
    public int RandomTries { get; init; } = 1000;

    /// <summary>Queries of the black-box search; 0 for none.</summary>
    public int Queries { get; init; } = 1000;

    /// <summary>Steps of each attack of the ensemble that is run on what the iterated attack leaves standing; 0 for none, and
    /// then
    /// no verdict is better than inconclusive.</summary>
    public int Ensemble { get; init; } = 100;

    /// <summary>Whether other numbers of steps and other step sizes are tried.</summary>
    public bool Sweeps { get; init; } = true;

    /// <summary>Fresh draws that decide a random model's class.</summary>
    public int JudgeSamples { get; init; } = 100;

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<DiagnosisOptions>> Settings { get; } =
    [
        Declare.Word("norm", "Norm of the perturbations: linf or l2", o => o.Norm, (o, v) => o with { Norm = v },
            ("linf", Norm.Linf), ("l2", Norm.L2)),
        Declare.Real("epsilon", "Budget that robustness is claimed for, pixel units of [0,1]: 0.1 or 8/255", o => o.Epsilon,
            (o, v) => o with { Epsilon = v }, Limits.Size) with { IsNeeded = true },
        Declare.Whole("steps", "Steps of the iterated attack", o => o.Steps, (o, v) => o with { Steps = v }, new(4, 100_000)),
        Declare.Real("step-size", "Length of a step in units of epsilon", o => o.StepSize, (o, v) => o with { StepSize = v },
            Limits.Positive with { Most = 100 }),
        Declare.Part("unbounded_steps", o => o.UnboundedSteps),
        Declare.Whole("draws", "Random draws averaged per gradient (EOT)", o => o.Draws, (o, v) =>
            o with { Draws = v }, new(1, 10_000)),
        Declare.Whole("random", "Random perturbations tried where gradients failed; 0 for none", o => o.RandomTries, (o, v) =>
            o with { RandomTries = v }, new(0, 100_000_000)),
        Declare.Whole("queries", "Queries of the black-box search; 0 for none", o => o.Queries, (o, v) => o with { Queries = v },
            new(0, 100_000_000)),
        Declare.Whole("ensemble", "Steps of each attack of the ensemble (auto) that is tried where gradients failed; 0 for none: "
            + "no "
            + "verdict is then better than inconclusive", o => o.Ensemble, (o, v) => o with { Ensemble = v }, new(0,
            100_000)) with
        {
            // Runs of versions before the ensemble are those without one.
            Stored = o => o.Ensemble == 0 ? null : o.Ensemble,
        },
        Declare.Whole("judge-samples", "Fresh draws that decide a randomised model's class", o => o.JudgeSamples, (o, v) =>
            o with { JudgeSamples = v }, Limits.Counted),
        Declare.Flag("no-sweeps", "Skip the step sweeps", o => !o.Sweeps, o =>
            o with { Sweeps = false }) with { Key = "sweeps", Stored = o => o.Sweeps },
    ];

    /// <summary>Says what is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (Norm is not (Norm.Linf or Norm.L2))
            return [$"a diagnosis works in linf or l2, got {Norm.ToString().ToLowerInvariant()}"];
        var problems = Settings.Problems(this).Concat(new JudgeOptions { Samples = JudgeSamples }.Validate());
        return UnboundedSteps is < 1 or > 100_000
            ? problems.Append($"the unbounded attack's steps must be 1 to 100000, got {UnboundedSteps}") : problems;
    }

    /// <summary>Budgets of the distortion curve: a quarter, a half, once, twice, four times ... epsilon, and the whole
    /// box.</summary>
    /// <param name="elements">Pixels times channels of an image.</param>
    public IReadOnlyList<double> Budgets(int elements)
    {
        double box = Norm == Norm.Linf ? 1 : Math.Sqrt(elements);
        var inside = Enumerable.Range(-2, MostBudgets - 1).Select(k => Epsilon * Math.Pow(2, k)).TakeWhile(e => e < box);
        return [.. inside, box];
    }

    /// <summary>Numbers of draws tried with a random model.</summary>
    public IReadOnlyList<int> DrawCounts => Draws < 8 ? [Draws] : [Draws / 4, Draws];
}
