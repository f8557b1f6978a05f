using System.Globalization;
using Audit.Records.Certificates;

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

    /// <summary>Largest number of draws behind a gradient of a random model; a quarter of it is tried as well. Athalye et al. used 30.</summary>
    public int Draws { get; init; } = 16;

    /// <summary>Random perturbations tried at each image that gradients left standing; 0 for none. Carlini et al. 2019 (arXiv:1902.06705) ask for 10,000 or more.</summary>
    public int RandomTries { get; init; } = 1000;

    /// <summary>Queries of the black-box search; 0 for none.</summary>
    public int Queries { get; init; } = 1000;

    /// <summary>Whether other numbers of steps and other step sizes are tried.</summary>
    public bool Sweeps { get; init; } = true;

    /// <summary>Fresh draws by whose vote the class of a random model is judged.</summary>
    public int JudgeSamples { get; init; } = 100;

    /// <summary>Says what is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (Norm is not (Norm.Linf or Norm.L2))
            yield return $"a diagnosis works in linf or l2, got {Norm.ToString().ToLowerInvariant()}";
        if (!(Epsilon > 0 && double.IsFinite(Epsilon)))
            yield return Line($"epsilon must be a number above 0, got {Epsilon}");
        if (Steps is < 4 or > 100_000)
            yield return $"steps must be 4 to 100000, got {Steps}";
        if (!(StepSize > 0 && StepSize <= 100))
            yield return Line($"step-size must be above 0 and at most 100 (in units of epsilon), got {StepSize}");
        if (UnboundedSteps is < 1 or > 100_000)
            yield return $"the unbounded attack's steps must be 1 to 100000, got {UnboundedSteps}";
        if (Draws is < 1 or > 10_000)
            yield return $"draws must be 1 to 10000, got {Draws}";
        if (RandomTries is < 0 or > 100_000_000)
            yield return $"random must be 0 to 100000000, got {RandomTries}";
        if (Queries is < 0 or > 100_000_000)
            yield return $"queries must be 0 to 100000000, got {Queries}";
        if (new JudgeOptions { Samples = JudgeSamples }.Validate().FirstOrDefault() is { } problem)
            yield return problem;
    }

    /// <summary>Budgets of the distortion curve: a quarter, a half, once, twice, four times ... epsilon, and the whole box.</summary>
    /// <param name="elements">Pixels times channels of an image.</param>
    public IReadOnlyList<double> Budgets(int elements)
    {
        double box = Norm == Norm.Linf ? 1 : Math.Sqrt(elements);
        var inside = Enumerable.Range(-2, MostBudgets - 1).Select(k => Epsilon * Math.Pow(2, k)).TakeWhile(e => e < box);
        return [.. inside, box];
    }

    /// <summary>Numbers of draws tried with a random model.</summary>
    public IReadOnlyList<int> DrawCounts => Draws < 8 ? [Draws] : [Draws / 4, Draws];

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
