using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Attacks;
using Audit.Cli.Terminal;
using Audit.Records.Certificates;

namespace Audit.Cli.Options;

/// <summary>Options that choose an attack and its settings.</summary>
public sealed class AttackOptionSet
{
    private readonly Option<string> attack = Choose.Needed<string>("--attack",
        $"The attack: {string.Join("; ", AttackCatalog.Known.Select(k => $"{k.Name} ({k.Summary})"))}");

    private readonly Option<string> norm = Choose.With("--norm", "linf", "Norm of the perturbation: linf, l2 or l1");
    private readonly Option<string?> epsilon = Choose.Maybe<string>("--epsilon", "Budget in pixel units of [0,1], such as 0.1 or 8/255");
    private readonly Option<int?> steps = Choose.Maybe<int?>("--steps", "Steps [default: the attack's own, docs/attack.md]", new Limits(1, 1_000_000));
    private readonly Option<double?> stepSize = Choose.Maybe<double?>("--step-size", "Length of a step in units of epsilon", Limits.Positive);
    private readonly Option<int?> restarts = Choose.Maybe<int?>("--restarts", "Runs from other random starts, on the images still standing", new Limits(1, 1_000_000));
    private readonly Option<double?> decay = Choose.Maybe<double?>("--decay", "Decay of the momentum; 0 is none", Limits.NotNegative);
    private readonly Option<string?> loss = Choose.Maybe<string>("--loss", "What is climbed: ce (cross entropy), margin (Carlini and Wagner) or dlr");
    private readonly Option<int?> queries = Choose.Maybe<int?>("--queries", "Queries per image, of attacks without gradients", new Limits(1, 100_000_000));
    private readonly Option<int?> classes = Choose.Maybe<int?>("--classes", "Wrong classes that a targeted sweep aims at, the most likely first", Limits.Counted);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        norm.OneOf("linf", "l2", "l1");
        foreach (Option option in (Option[])[attack, norm, epsilon, steps, stepSize, restarts, decay, loss, queries, classes])
            command.Add(option);
    }

    /// <summary>Reads and checks the options; the budget is null where none was given.</summary>
    public (AttackOptions Options, double? Epsilon) Read(ParseResult parse)
    {
        var options = new AttackOptions
        {
            Name = parse.GetRequiredValue(attack),
            Norm = ReadNorm(parse.GetRequiredValue(norm)),
            Steps = parse.GetValue(steps),
            StepSize = parse.GetValue(stepSize),
            Restarts = parse.GetValue(restarts),
            Decay = parse.GetValue(decay),
            Loss = parse.GetValue(loss),
            Queries = parse.GetValue(queries),
            Classes = parse.GetValue(classes),
        };
        if (options.Validate().FirstOrDefault() is { } problem)
            throw new UsageException($"--attack {options.Name}: {problem}");
        return (options, parse.GetValue(epsilon) is { } text ? Pixels.Parse("--epsilon", text) : null);
    }

    /// <summary>The options as a run's identity stores them; settings that were left out are the attack's own.</summary>
    public static void Describe(AttackOptions options, double? epsilon, JsonObject question)
    {
        question["attack"] = options.Name;
        question["norm"] = options.Norm.ToString().ToLowerInvariant();
        if (epsilon is { } budget)
            question["epsilon"] = budget;
        foreach (var (name, value) in ((string, JsonNode?)[])[("steps", options.Steps), ("step_size", options.StepSize), ("restarts", options.Restarts),
            ("decay", options.Decay), ("loss", options.Loss), ("queries", options.Queries), ("classes", options.Classes)])
        {
            if (value is not null)
                question[name] = value;
        }
    }

    private static Norm ReadNorm(string text) => text switch { "l2" => Norm.L2, "l1" => Norm.L1, _ => Norm.Linf };
}
