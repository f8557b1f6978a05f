using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Attacks.Diagnosis;
using Audit.Cli.Terminal;
using Audit.Records.Certificates;

namespace Audit.Cli.Options;

/// <summary>Options of a diagnosis.</summary>
public sealed class DiagnosisOptionSet
{
    private static readonly DiagnosisOptions Defaults = new() { Epsilon = 1 };

    private readonly Option<string> norm = Choose.With("--norm", "linf", "Norm of the perturbations: linf or l2");
    private readonly Option<string> epsilon = Choose.Needed<string>("--epsilon", "Budget that robustness is claimed for, pixel units of [0,1]: 0.1 or 8/255");
    private readonly Option<int> steps = Choose.With("--steps", Defaults.Steps, "Steps of the iterated attack", new Limits(4, 100_000));
    private readonly Option<double> stepSize = Choose.With("--step-size", Defaults.StepSize, "Length of a step in units of epsilon", Limits.Positive with { Most = 100 });
    private readonly Option<int> draws = Choose.With("--draws", Defaults.Draws, "Draws behind each gradient of a model that draws (EOT)", new Limits(1, 10_000));
    private readonly Option<int> random = Choose.With("--random", Defaults.RandomTries, "Random perturbations tried where gradients failed; 0 for none", new Limits(0, 100_000_000));
    private readonly Option<int> queries = Choose.With("--queries", Defaults.Queries, "Queries of the black-box search; 0 for none", new Limits(0, 100_000_000));
    private readonly Option<int> judge = Choose.With("--judge-samples", Defaults.JudgeSamples, "Fresh draws by whose vote a model that draws is judged", Limits.Counted);
    private readonly Option<bool> noSweeps = Choose.Flag("--no-sweeps", "Try no other numbers of steps and no other step sizes");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        norm.OneOf("linf", "l2");
        foreach (Option option in (Option[])[norm, epsilon, steps, stepSize, draws, random, queries, judge, noSweeps])
            command.Add(option);
    }

    /// <summary>Reads and checks the options.</summary>
    public DiagnosisOptions Read(ParseResult parse)
    {
        var options = new DiagnosisOptions
        {
            Norm = Enum.Parse<Norm>(parse.GetRequiredValue(norm), ignoreCase: true),
            Epsilon = Pixels.Parse("--epsilon", parse.GetRequiredValue(epsilon)),
            Steps = parse.GetValue(steps),
            StepSize = parse.GetValue(stepSize),
            Draws = parse.GetValue(draws),
            RandomTries = parse.GetValue(random),
            Queries = parse.GetValue(queries),
            JudgeSamples = parse.GetValue(judge),
            Sweeps = !parse.GetValue(noSweeps),
        };
        return options.Validate().FirstOrDefault() is { } problem ? throw new UsageException(problem) : options;
    }

    /// <summary>The options as a run's identity stores them.</summary>
    public static void Describe(DiagnosisOptions options, JsonObject question)
    {
        question["norm"] = options.Norm.ToString().ToLowerInvariant();
        question["epsilon"] = options.Epsilon;
        question["steps"] = options.Steps;
        question["step_size"] = options.StepSize;
        question["unbounded_steps"] = options.UnboundedSteps;
        question["draws"] = options.Draws;
        question["random"] = options.RandomTries;
        question["queries"] = options.Queries;
        question["judge_samples"] = options.JudgeSamples;
        question["sweeps"] = options.Sweeps;
    }
}
