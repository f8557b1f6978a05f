using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Bounds;
using Audit.Certify;
using Audit.Cli.Terminal;

namespace Audit.Cli.Options;

/// <summary>Options of certificates by bounds.</summary>
public sealed class BoundMethodOptionSet
{
    private const string Smoothing = "smoothing";
    private static readonly BoundMethod[] Methods = Enum.GetValues<BoundMethod>();
    private static readonly BoundArithmetic[] Arithmetics = Enum.GetValues<BoundArithmetic>();

    private readonly Option<string> method = Choose.With("--method", Smoothing, "What certifies");
    private readonly Option<string?> epsilon = Choose.Maybe<string>("--epsilon", "Bounds: size of the region, pixel units of [0,1], such as 0.1 or 8/255");
    private readonly Option<bool> radius = Choose.Flag("--radius", "Bounds: search the largest size that is certified, instead of --epsilon");
    private readonly Option<string> norm = Choose.With("--norm", "linf", "Bounds: linf or l2");
    private readonly Option<bool> noClip = Choose.Flag("--no-clip", "Bounds: count images outside [0,1] too (by default the region is cut to [0,1])");
    private readonly Option<string> arithmetic = Choose.With("--arithmetic", "float32", "Bounds: float32, float64 or sound (float64 with every rounding error enclosed)");
    private readonly Option<string?> slope = Choose.Maybe<string>("--lower-slope", "Bounds: slope below open ReLUs of crown-ibp, crown and alpha-crown (its start): adaptive, zero or one [default: adaptive]");
    private readonly Option<int> memory = Choose.With("--bound-memory", 512, "Bounds: MiB for the rows of backward passes; more rows are done in parts", new Limits(1, 1 << 20));
    private readonly Option<int?> alphaSteps = Choose.Maybe<int?>("--alpha-steps", $"Gradient steps of alpha-crown [default: {new AlphaOptions().Steps}]", Limits.Counted);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        method.OneOf([Smoothing, .. Methods.Select(m => m.Name())]);
        norm.OneOf("linf", "l2");
        arithmetic.OneOf([.. Arithmetics.Select(a => a.Name())]);
        slope.OneOf("adaptive", "zero", "one");
        foreach (Option option in (Option[])[method, epsilon, radius, norm, noClip, arithmetic, slope, memory, alphaSteps])
            command.Add(option);
    }

    /// <summary>What was asked of bounds; null where smoothing certifies.</summary>
    public BoundOptions? Read(ParseResult parse)
    {
        string name = parse.GetRequiredValue(method);
        string? size = parse.GetValue(epsilon);
        bool search = parse.GetValue(radius);
        if (name == Smoothing)
        {
            string? stray = size is not null ? "--epsilon" : search ? "--radius" : parse.GetValue(slope) is not null ? "--lower-slope" : parse.GetValue(alphaSteps) is not null ? "--alpha-steps" : null;
            return stray is null ? null : throw new UsageException($"{stray} is for bounds: add --method {string.Join(", ", Methods.SkipLast(1).Select(m => m.Name()))} or {Methods[^1].Name()}");
        }
        if (size is null == !search)
            throw new UsageException($"--method {name} needs either --epsilon or --radius");
        var chosen = Methods.First(m => m.Name() == name);
        if (parse.GetValue(alphaSteps) is not null && chosen != BoundMethod.AlphaCrown)
            throw new UsageException($"--alpha-steps is for --method alpha-crown, got {name}");
        var options = new BoundOptions
        {
            Method = chosen,
            Norm = parse.GetRequiredValue(norm) == "linf" ? BoundNorm.Linf : BoundNorm.L2,
            Epsilon = size is null ? null : Pixels.Parse("--epsilon", size),
            Clip = !parse.GetValue(noClip),
            Arithmetic = Arithmetics.First(a => a.Name() == parse.GetRequiredValue(arithmetic)),
            LowerSlope = parse.GetValue(slope) is { } s ? Enum.Parse<LowerSlope>(s, ignoreCase: true) : null,
            MemoryMiB = parse.GetValue(memory),
            AlphaSteps = parse.GetValue(alphaSteps) ?? new AlphaOptions().Steps,
        };
        return options.Validate().FirstOrDefault() is { } problem ? throw new UsageException(problem) : options;
    }

    /// <summary>The options as a run's identity stores them.</summary>
    public static void Describe(BoundOptions options, JsonObject question)
    {
        question["method"] = options.Method.Name();
        question["norm"] = options.Norm.Name();
        if (options.Epsilon is double epsilon)
            question["epsilon"] = epsilon;
        else
            question["radius"] = "largest";
        question["clip"] = options.Clip ? "yes" : "no";
        question["arithmetic"] = options.Arithmetic.Name();
        if (options.LowerSlope is { } slope)
            question["lower_slope"] = slope.ToString().ToLowerInvariant();
        // How much is done at once decides how sums are grouped, and so the last bits of margins.
        if (options.Method != BoundMethod.Ibp)
            question["bound_memory_mib"] = options.MemoryMiB;
        if (options.Method == BoundMethod.AlphaCrown)
            question["alpha_steps"] = options.AlphaSteps;
    }
}
