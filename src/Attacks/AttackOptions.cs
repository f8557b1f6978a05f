using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Declare = Audit.Inputs.Settings.Declare<Audit.Attacks.AttackOptions>;

namespace Audit.Attacks;

/// <summary>Which attack, and whatever is to differ from its own defaults.</summary>
public sealed record AttackOptions
{
    /// <summary>Name; one of <see cref="AttackCatalog.Known"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Which attacks auto consists of; null for the standard ones.</summary>
    public string? Version { get; init; }

    /// <summary>Norm of the perturbations.</summary>
    public Norm Norm { get; init; } = Norm.Linf;

    /// <summary>Budget in that norm, pixel units; null for none, or for one that each image has of its own.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Steps of a gradient attack; iterations of a decision-based one.</summary>
    public int? Steps { get; init; }

    /// <summary>Length of a step in units of epsilon.</summary>
    public double? StepSize { get; init; }

    /// <summary>Random restarts, the first run included.</summary>
    public int? Restarts { get; init; }

    /// <summary>Decay of the momentum.</summary>
    public double? Decay { get; init; }

    /// <summary>ce, margin or dlr.</summary>
    public string? Loss { get; init; }

    /// <summary>Queries per image, of attacks without gradients.</summary>
    public int? Queries { get; init; }

    /// <summary>Wrong classes a sweep aims at, the most likely first.</summary>
    public int? Classes { get; init; }

    /// <summary>The options as users give them and questions store them. A setting that is left out is the attack's
    /// own.</summary>
    public static IReadOnlyList<Setting<AttackOptions>> Settings { get; } =
    [
        Declare.Text("attack", $"The attack: {string.Join("; ", AttackCatalog.Known.Select(k => $"{k.Name} ({k.Summary})"))}",
            o => o.Name, (o, v) => o with { Name = v }, "an attack") with
        {
            IsNeeded = true,
        },
        Declare.Word("norm", "Norm of the perturbation: linf, l2 or l1", o => o.Norm, (o, v) => o with { Norm = v },
            ("linf", Norm.Linf), ("l2", Norm.L2), ("l1", Norm.L1)),
        Declare.Real("epsilon", "Budget in pixel units of [0,1], such as 0.1 or 8/255", o => o.Epsilon, (o, v) =>
            o with { Epsilon = v }, Limits.Size),
        .. Own,
    ];

    /// <summary>The settings that are some attacks' and not all attacks'.</summary>
    private static IReadOnlyList<Setting<AttackOptions>> Own =>
    [
        Declare.Text("version", "Attacks of auto: standard; plus (more of them, five starts each); rand, for models that draw; "
            + "custom:LIST, such as custom:apgd-ce,fab", o => o.Version, (o, v) => o with { Version = v }, "a version") with
        {
            Default = AutoVersion.Standard.Name,
        },
        Declare.Whole("steps", "Steps", o => o.Steps, (o, v) => o with { Steps = v },
            new(1, 1_000_000)) with { Default = "the attack's own, docs/attack.md" },
        Declare.Real("step-size", "Length of a step in units of epsilon", o => o.StepSize, (o, v) => o with { StepSize = v },
            Limits.Step),
        Declare.Whole("restarts", "Runs from other random starts, on the images still standing", o => o.Restarts, (o, v) =>
            o with { Restarts = v }, new(1, 1_000_000)),
        Declare.Real("decay", "Decay of the momentum; 0 is none", o => o.Decay, (o, v) => o with { Decay = v }, Limits.Weight),
        Declare.WordOrNone("loss", "What is climbed: ce (cross entropy), margin (Carlini and Wagner) or dlr", o => o.Loss,
            (o, v) => o with { Loss = v }, "ce", "margin", "dlr"),
        Declare.Whole("queries", "Queries per image, of attacks without gradients", o => o.Queries, (o, v) =>
            o with { Queries = v }, new(1, 100_000_000)),
        Declare.Whole("classes", "Wrong classes that a targeted sweep aims at, the most likely first", o => o.Classes, (o, v) =>
            o with { Classes = v }, Limits.Counted),
    ];

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        if (AttackCatalog.Known.FirstOrDefault(k => k.Name == Name) is not { } entry)
            return [$"expected an attack out of {string.Join(", ", AttackCatalog.Known.Select(k =>
                k.Name))}, got {Shown.Name(Name)}"];
        var problems = Settings.Problems(this).ToList();
        if (!entry.Norms.Contains(Norm))
            problems.Add($"{Name} works in {string.Join(", ", entry.Norms.Select(n =>
                n.ToString().ToLowerInvariant()))}, got {Norm.ToString().ToLowerInvariant()}");
        problems.AddRange(Own.Where(s => s.Show(this) is not null && !entry.Settings.Contains(s.Name))
            .Select(s => $"{Name} has no {s.Name}{(entry.Settings.Count > 0 ? $": it takes {string.Join(", ",
            entry.Settings)}" : "")}"));
        if (Name == "auto" && Version is { } version)
        {
            var (read, problem) = AutoVersion.Read(version);
            problems.AddRange(problem is not null ? [problem] : read!.Members.SelectMany(m =>
                new AttackOptions { Name = m, Norm = Norm }.Validate()).Take(1).Select(p => $"--version {version}: {p}"));
        }
        return problems;
    }
}
