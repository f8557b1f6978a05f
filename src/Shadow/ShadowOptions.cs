using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Shadow.ShadowOptions>;
using Shared = Audit.Shadow.ClimbSettings<Audit.Shadow.ShadowOptions>;

namespace Audit.Shadow;

/// <summary>Parameters of the Shadow Attack, and of the attacks that followed it, on a smoothed classifier.</summary>
public sealed record ShadowOptions : ClimbOptions
{
    /// <summary>Name of the attack, as records and tables show it.</summary>
    public string Attack { get; init; } = "shadow";

    /// <summary>Noisy copies over which the loss is averaged.</summary>
    public int Copies { get; init; } = 400;

    /// <summary>Draw fresh noise for the copies at each step; the official code draws it once and overfits it.</summary>
    public bool FreshNoise { get; init; }

    /// <summary>The weights together.</summary>
    public Lambdas Lambdas => new(LambdaColor, LambdaTv, LambdaDissim);

    /// <summary>Selection samples of the certificates that candidates are ranked by.</summary>
    public long RankingN0 { get; init; } = 100;

    /// <summary>Estimation samples of the certificates that candidates are ranked by.</summary>
    public long RankingN { get; init; } = 200;

    /// <summary>What is climbed.</summary>
    public ObjectiveKind Objective { get; init; }

    /// <summary>Rounds of successive halving over targets, with growing numbers of copies; 0 climbs every target in
    /// full.</summary>
    public int Halvings { get; init; }

    /// <summary>An estimated radius at which an ascent ends; null never.</summary>
    public double? StopRadius { get; init; }

    /// <summary>Superpixels that may change, the most salient ones; null for all pixels.</summary>
    public int? Regions { get; init; }

    /// <summary>What the spoof is to withstand.</summary>
    public Evasion Evade { get; init; }

    /// <summary>The settings that are their own kind of run: each is a preset.</summary>
    public static IReadOnlyList<(string Name, ShadowOptions Options)> Presets => ShadowPresets.Known;

    /// <summary>The official code's command line (REFERENCES: settings read in the authors' repository).</summary>
    public static ShadowOptions Paper => ShadowPresets.PaperCifar;

    /// <summary>Seconds per image on two cores: fewer copies, drawn at each step, and the strongest wrong class
    /// only.</summary>
    public static ShadowOptions Cpu => ShadowPresets.Cpu;

    /// <summary>How the search goes about it.</summary>
    /// <param name="classes">Classes of the classifier.</param>
    public ShadowCourse Course(int classes) => new(Steps, StepSize, Shortens: false, Channels, StartSize, Targets,
        LookEvery: Steps,
        Lambdas)
    {
        Ascent = Ascent,
        LeavesNatural = Objective == ObjectiveKind.Abstention,
        Rounds = Halvings == 0 ? null : SearchRound.Schedule(Halvings, Targets.Most(classes), Steps, Copies),
    };

    /// <summary>What is climbed.</summary>
    /// <param name="sigma">Standard deviation of the noise.</param>
    internal SmoothedObjective Climbed(double sigma) => Objective switch
    {
        ObjectiveKind.Vote => new SoftVote(Away: Targets.IsUntargeted),
        ObjectiveKind.Radius => new SoftRadius(sigma, Away: Targets.IsUntargeted),
        ObjectiveKind.Abstention => new NearHalf(),
        _ => new MinusCrossEntropy(Targets.IsUntargeted),
    };

    /// <summary>The options as users give them and questions store them; what the first versions did not have is stored where it
    /// is not their way.</summary>
    public static IReadOnlyList<Setting<ShadowOptions>> Settings { get; } =
    [
        Declare.Part("attack", o => o.Attack),
        Shared.Channels,
        Shared.Steps,
        Shared.StepSize,
        Declare.Whole("copies", "Noisy copies that the loss is averaged over", o => o.Copies, (o, v) => o with { Copies = v },
            Limits.Counted),
        Declare.Toggle("fresh-noise", "Draw fresh noise for the copies at each step", o => o.FreshNoise, (o, v) =>
            o with { FreshNoise = v }),
        Shared.LambdaTv,
        Shared.LambdaColor,
        Shared.LambdaDissim,
        Shared.Targets,
        Declare.Part("ranking_n0", o => o.RankingN0),
        Declare.Part("ranking_n", o => o.RankingN),
        .. Shared.Ascent,
        Declare.Word("objective", "What is climbed: cross-entropy (the paper); vote (a smooth share of votes); radius (of smooth "
            + "votes); abstention (votes near one half)", o => o.Objective, (o, v) => o with { Objective = v },
            ("cross-entropy", ObjectiveKind.CrossEntropy), ("vote", ObjectiveKind.Vote), ("radius", ObjectiveKind.Radius),
            ("abstention", ObjectiveKind.Abstention)) with
        {
            Stored = o => o.Objective == ObjectiveKind.CrossEntropy ? null : o.Objective.ToString().ToLowerInvariant(),
        },
        Declare.Word("start", "Where an ascent starts: noise (uniform, the paper) or image", o => o.StartSize, (o, v) =>
            o with { StartSize = v }, ("noise", 0.5), ("image", 0.0)) with
        {
            Stored = o => o.StartSize == 0.5 ? null : "image",
        },
        Declare.Whole("halvings",
            "Rounds of successive halving: targets are screened with few steps and copies, the rest is spent "
            + "on the promising ones; 0 climbs each in full", o => o.Halvings, (o, v) => o with { Halvings = v }, new(0, 6)) with
        {
            Stored = o => o.Halvings == 0 ? null : o.Halvings,
        },
        Declare.Real("stop-radius", "End an ascent where its estimated radius is this large", o => o.StopRadius, (o, v) =>
            o with { StopRadius = v }, Limits.Size),
        Declare.Whole("regions", "Change only this many superpixels, the most salient ones", o => o.Regions, (o, v) =>
            o with { Regions = v }, new(1, 64)),
        Declare.Word("evade",
            "Withstand detectors (docs/deploying.md): a part of the copies has other noise levels (sigmas), mild "
            + "colour changes (colour) or both (all)", o => o.Evade, (o, v) => o with { Evade = v },
            Enum.GetValues<Evasion>().Select(e => (e.ToString().ToLowerInvariant(), e))) with
        {
            Stored = o => o.Evade == Evasion.None ? null : o.Evade.ToString().ToLowerInvariant(),
        },
    ];

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate() => Settings.Problems(this).Concat(Ascent.Validate()).Distinct();
}
