using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Cli.Commands;
using Audit.Cli.Terminal;
using Audit.Shadow;

namespace Audit.Cli.Options;

/// <summary>Options of the Shadow Attack: a preset, and whatever is to differ from it. The presets depend on the certifier.</summary>
public sealed class ShadowOptionSet
{
    private readonly Option<string> preset = new("--preset")
    {
        Description = "paper: the official code's setting for this certifier; cpu: useful on two cores",
        DefaultValueFactory = _ => "cpu",
    };

    private readonly Option<int?> channels = Choose.Maybe<int?>("--channels", "1: one perturbation shared by the colours; 3: one per colour [default: 1]");
    private readonly Option<int?> steps = Of<int?>("--steps", o => o.Steps, "Steps of gradient ascent", o => o.Steps, Limits.Counted);
    private readonly Option<double?> stepSize = Of<double?>("--step-size", o => o.StepSize, "Length of a step as a multiple of the gradient", o => o.StepSize, Limits.Positive);
    private readonly Option<int?> copies = Of<int?>("--copies", o => o.Copies, "Noisy copies that the loss is averaged over", limits: new Limits(1, 1_000_000));
    private readonly Option<bool?> fresh = Of<bool?>("--fresh-noise", o => o.FreshNoise, "Draw the copies' noise anew at each step");
    private readonly Option<double?> lambdaTv = Of<double?>("--lambda-tv", o => o.LambdaTv, "Weight of the total variation penalty", o => o.LambdaTv, Limits.NotNegative);
    private readonly Option<double?> lambdaColor = Of<double?>("--lambda-color", o => o.LambdaColor, "Weight of the colour penalty", o => o.LambdaColor, Limits.NotNegative);
    private readonly Option<double?> lambdaDissim = Of<double?>("--lambda-dissim", o => o.LambdaDissim, "Weight of the dissimilarity penalty", o => o.LambdaDissim, Limits.NotNegative);
    private readonly Option<double?> lambdaNorm = Choose.Maybe<double?>("--lambda-norm", $"Weight of the perturbation's L2 norm [{Bounds(o => o.LambdaNorm)}]", Limits.NotNegative);
    private readonly Option<string?> targets = Of<string?>("--targets", o => All(o.Targets), "Wrong classes aimed at: all, or the K strongest", o => All(o.Targets));

    /// <summary>Options that an attack on bounds does not have.</summary>
    public IReadOnlyList<Option> SmoothingOnly => [copies, fresh];

    /// <summary>Options that only an attack on bounds has.</summary>
    public IReadOnlyList<Option> BoundsOnly => [lambdaNorm];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        preset.OneOf("paper", "cpu");
        foreach (Option option in (Option[])[preset, channels, steps, stepSize, copies, fresh, lambdaTv, lambdaColor, lambdaDissim, lambdaNorm, targets])
            command.Add(option);
    }

    /// <summary>Reads and checks the options of an attack on smoothing; also the preset's own default of --n, where it has one.</summary>
    public (ShadowOptions Options, long? N) Read(ParseResult parse)
    {
        bool paper = parse.GetValue(preset) == "paper";
        var start = paper ? ShadowOptions.Paper : ShadowOptions.Cpu;
        var options = start with
        {
            Channels = parse.GetValue(channels) ?? start.Channels,
            Steps = parse.GetValue(steps) ?? start.Steps,
            StepSize = parse.GetValue(stepSize) ?? start.StepSize,
            Copies = parse.GetValue(copies) ?? start.Copies,
            FreshNoise = parse.GetValue(fresh) ?? start.FreshNoise,
            LambdaTv = parse.GetValue(lambdaTv) ?? start.LambdaTv,
            LambdaColor = parse.GetValue(lambdaColor) ?? start.LambdaColor,
            LambdaDissim = parse.GetValue(lambdaDissim) ?? start.LambdaDissim,
            Targets = ReadTargets(parse.GetValue(targets), start.Targets),
        };
        if (options.Validate().FirstOrDefault() is { } problem)
            throw new UsageException(problem);
        return (options, paper ? null : SpoofCommand.CpuN);
    }

    /// <summary>Reads and checks the options of an attack on bounds.</summary>
    public BoundShadowOptions ReadBounds(ParseResult parse)
    {
        var start = parse.GetValue(preset) == "paper" ? BoundShadowOptions.Paper : BoundShadowOptions.Cpu;
        var options = start with
        {
            Channels = parse.GetValue(channels) ?? start.Channels,
            Steps = parse.GetValue(steps) ?? start.Steps,
            StepSize = parse.GetValue(stepSize) ?? start.StepSize,
            LambdaTv = parse.GetValue(lambdaTv) ?? start.LambdaTv,
            LambdaColor = parse.GetValue(lambdaColor) ?? start.LambdaColor,
            LambdaDissim = parse.GetValue(lambdaDissim) ?? start.LambdaDissim,
            LambdaNorm = parse.GetValue(lambdaNorm) ?? start.LambdaNorm,
            Targets = ReadTargets(parse.GetValue(targets), start.Targets),
        };
        return options.Validate().FirstOrDefault() is { } problem ? throw new UsageException(problem) : options;
    }

    /// <summary>The options as a run's identity stores them.</summary>
    public static void Describe(ShadowOptions options, JsonObject question)
    {
        question["attack"] = "shadow";
        question["channels"] = options.Channels;
        question["steps"] = options.Steps;
        question["step_size"] = options.StepSize;
        question["copies"] = options.Copies;
        question["fresh_noise"] = options.FreshNoise;
        question["lambda_tv"] = options.LambdaTv;
        question["lambda_color"] = options.LambdaColor;
        question["lambda_dissim"] = options.LambdaDissim;
        question["targets"] = options.Targets is { } k ? k : "all";
        question["ranking_n0"] = options.RankingN0;
        question["ranking_n"] = options.RankingN;
    }

    /// <inheritdoc cref="Describe(ShadowOptions, JsonObject)"/>
    public static void Describe(BoundShadowOptions options, JsonObject question)
    {
        question["attack"] = "shadow";
        question["channels"] = options.Channels;
        question["steps"] = options.Steps;
        question["step_size"] = options.StepSize;
        question["lambda_tv"] = options.LambdaTv;
        question["lambda_norm"] = options.LambdaNorm;
        question["lambda_color"] = options.LambdaColor;
        question["lambda_dissim"] = options.LambdaDissim;
        question["targets"] = options.Targets is { } k ? k : "all";
        question["start_size"] = options.StartSize;
        question["normalised"] = options.Normalised;
        question["look_every"] = options.LookEvery;
    }

    private static int? ReadTargets(string? text, int? otherwise) => text switch
    {
        null => otherwise,
        "all" => null,
        _ => Numbers.TryCount(text, out int count) && count > 0 ? count : throw new UsageException($"--targets must be all or a whole number of at least 1, got {Shown.Name(text)}"),
    };

    private static object All(int? targets) => (object?)targets ?? "all";

    private static Option<T> Of<T>(string name, Func<ShadowOptions, object> value, string description, Func<BoundShadowOptions, object>? bounds = null, Limits? limits = null) =>
        Choose.Maybe<T>(name, FormattableString.Invariant($"{description} [preset cpu: {value(ShadowOptions.Cpu)}, paper: {value(ShadowOptions.Paper)}{(bounds is null ? "" : "; " + Bounds(bounds))}]"), limits)!;

    private static string Bounds(Func<BoundShadowOptions, object> value) =>
        FormattableString.Invariant($"ibp and crown-ibp: cpu {value(BoundShadowOptions.Cpu):G4}, paper {value(BoundShadowOptions.Paper):G4}");
}
