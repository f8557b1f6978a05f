using Audit.Attacks;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Declare = Audit.Inputs.Settings.Declare<Audit.Studies.Attacking.VictimOptions>;

namespace Audit.Studies.Attacking;

/// <summary>What an attack sees of its victim, and how random victims are judged.</summary>
public sealed record VictimOptions
{
    /// <summary>Draws behind each answer of a smoothed model, where nothing else is asked for.</summary>
    private const int SmoothedDraws = 16;

    /// <summary>Fresh draws that judge a model whose draws cannot be named.</summary>
    private const long SelfDrawingJudge = 200;

    /// <summary>Fresh draws that judge a smoothed model, likewise.</summary>
    private const long SmoothedJudge = 1000;

    /// <summary>Noise of the smoothed classifier that is attacked; null for the model itself.</summary>
    public double? Sigma { get; init; }

    /// <summary>Distribution of that noise, by name; null is Gaussian.</summary>
    public string? Noise { get; init; }

    /// <summary>Draws behind each answer; null for the default.</summary>
    public int? Draws { get; init; }

    /// <summary>What is averaged over them.</summary>
    public Averaging Averaging { get; init; } = Averaging.Loss;

    /// <summary>Whether each answer has draws of its own.</summary>
    public bool FreshDraws { get; init; } = true;

    /// <summary>What is shown; null for what the attack needs.</summary>
    public Access? Access { get; init; }

    /// <summary>Fresh draws that judge; null for the default.</summary>
    public long? JudgeSamples { get; init; }

    /// <summary>Probability with which a judgement may be wrong.</summary>
    public double Alpha { get; init; } = 0.001;

    /// <summary>Whether the victim draws; null while it is not loaded.</summary>
    public bool? IsRandom { get; init; }

    /// <summary>Whether the model draws numbers of its own, which no option asked for.</summary>
    public bool DrawsItself { get; init; }

    /// <summary>Draws that the attack itself asks for, where nothing else is; null for none.</summary>
    public int? AttackDraws { get; init; }

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<VictimOptions>> Settings { get; } =
    [
        Declare.WordOrNone("access", "What the attacker sees: gradients, logits, probabilities or label", o => o.Access, (o, v) =>
            o with { Access = v },
            Enum.GetValues<Access>().Select(a => (Name(a), a))) with
        { Default = "what the attack needs" },
        Declare.Real("sigma",
            "Attack the classifier smoothed with noise of this standard deviation, judged by PREDICT on fresh noise", o =>
            o.Sigma, (o, v) => o with { Sigma = v }, Limits.Sigma),
        Declare.WordOrNone("noise", $"Distribution of that noise; {NoiseModels.Described}", o => o.Noise, (o, v) =>
            o with { Noise = v }, NoiseModels.Names) with
        {
            For = new(o => o.Sigma is not null, "--sigma"),
            Default = NoiseModels.Default,
            Stored = o => o.Noise == NoiseModels.Default ? null : o.Noise,
        },
        Declare.Whole("draws", "Random draws averaged per gradient and per query (EOT)", o => o.Oracle(default).Draws,
            (o, v) => o with { Draws = v }, new(1, 100_000)) with
        {
            For = Random,
            Default = $"{SmoothedDraws} with --sigma and for models that draw by themselves, {AutoVersion.RandDraws} for auto "
                + $"--version rand, else 1",
        },
        Declare.Word("averaging", "What is averaged over the draws: loss (averages gradients), logits or probabilities", o =>
            o.Averaging, (o, v) => o with { Averaging = v },
            Enum.GetValues<Averaging>().Select(a => (a.ToString().ToLowerInvariant(), a))) with
        { For = Random },
        Declare.Flag("common-draws", "Use the same draws for every answer, instead of fresh ones", o => !o.FreshDraws, o =>
            o with { FreshDraws = false }) with
        {
            For = Random,
            Key = "fresh_draws",
            Stored = o => o.FreshDraws,
        },
        Declare.Whole("judge-samples", "Fresh draws by which the class of a random model is judged", o => o.Judge.Samples,
            (o, v) => o with { JudgeSamples = v }, new(1, 1L << 31)) with
        {
            For = Random,
            Default = $"{SmoothedJudge} with --sigma, {SelfDrawingJudge} for models that draw by themselves, else a single one",
        },
        Declare.Real("alpha", "Probability with which such a judgement may be wrong", o => o.Alpha, (o, v) =>
            o with { Alpha = v }, Limits.Probability) with { For = Random },
    ];

    private static Scope<VictimOptions> Random => new(o => o.IsRandom != false,
        "models that draw (--sigma, --transform, a defence that draws)");

    /// <summary>What the attack sees.</summary>
    /// <param name="needs">What it needs.</param>
    public OracleOptions Oracle(Access needs) => new()
    {
        Access = Access ?? needs,
        Draws = Draws ?? AttackDraws ?? (Sigma is null && !DrawsItself ? 1 : SmoothedDraws),
        Averaging = Averaging,
        FreshDraws = FreshDraws,
    };

    /// <summary>How classes are judged.</summary>
    public JudgeOptions Judge => new()
    {
        Samples = JudgeSamples ?? (Sigma is not null ? SmoothedJudge : DrawsItself ? SelfDrawingJudge : 1),
        Alpha = Alpha,
        OnGrid = Noise == ExactGaussianL2.Key
    };

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    /// <param name="needs">What the attack needs to see.</param>
    public IEnumerable<string> Validate(Access needs) => Access is { } shown && shown > needs
        ? [$"--access {Name(shown)}: the attack needs {Name(needs)}"] : Oracle(needs).Validate().Concat(Judge.Validate());

    private static string Name(Access access) => access.ToString().ToLowerInvariant();
}
