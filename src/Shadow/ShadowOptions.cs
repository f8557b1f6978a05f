using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Shadow.ShadowOptions>;

namespace Audit.Shadow;

/// <summary>Parameters of the Shadow Attack on a smoothed classifier.</summary>
public sealed record ShadowOptions
{
    /// <summary>Steps of gradient ascent.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Length of a step as a multiple of the gradient.</summary>
    public double StepSize { get; init; } = 0.1;

    /// <summary>Noisy copies over which the loss is averaged.</summary>
    public int Copies { get; init; } = 400;

    /// <summary>Draw the copies' noise anew at each step; the official code draws it once, which overfits those copies.</summary>
    public bool FreshNoise { get; init; }

    /// <summary>lambda_tv of equation (2).</summary>
    public double LambdaTv { get; init; } = 0.3;

    /// <summary>lambda_c of equation (2).</summary>
    public double LambdaColor { get; init; } = 1.0;

    /// <summary>lambda_s of equation (2).</summary>
    public double LambdaDissim { get; init; } = 0.5;

    /// <summary>The weights together.</summary>
    public Lambdas Lambdas => new(LambdaColor, LambdaTv, LambdaDissim);

    /// <summary>How the search goes about it: from noise over the whole range of an image, all steps alike, judged at the
    /// end.</summary>
    public ShadowCourse Course => new(Steps, StepSize, Shortens: false, Channels, StartSize: 0.5, Targets, LookEvery: Steps,
        Lambdas);

    /// <summary>1: one perturbation shared by the colour channels (Dissim is then 0); 3: one for each.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Wrong classes aimed at, strongest first; null is all of them.</summary>
    public int? Targets { get; init; }

    /// <summary>Selection samples of the certificates that candidates are ranked by.</summary>
    public long RankingN0 { get; init; } = 100;

    /// <summary>Estimation samples of the certificates that candidates are ranked by.</summary>
    public long RankingN { get; init; } = 200;

    /// <summary>The official code's command line (REFERENCES: settings read in the authors' repository).</summary>
    public static ShadowOptions Paper { get; } = new();

    /// <summary>A setting that takes seconds an image on two cores: fewer copies, drawn anew, and the strongest wrong class
    /// only.</summary>
    public static ShadowOptions Cpu { get; } = new() { Steps = 100, StepSize = 0.1, Copies = 64, FreshNoise = true, Targets = 1 };

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<ShadowOptions>> Settings { get; } =
    [
        Declare.Part("attack", _ => "shadow"),
        Declare.Word("channels", "1: one perturbation shared by the colours; 3: one for each", o => o.Channels, (o, v) =>
            o with { Channels = v }, ("1", 1), ("3", 3)) with
        {
            Stored = o => o.Channels,
        },
        Declare.Whole("steps", "Steps of gradient ascent", o => o.Steps, (o, v) => o with { Steps = v }, new(1, 1_000_000)),
        Declare.Real("step-size", "Length of a step as a multiple of the gradient", o => o.StepSize, (o, v) =>
            o with { StepSize = v }, Limits.Step),
        Declare.Whole("copies", "Noisy copies that the loss is averaged over", o => o.Copies, (o, v) => o with { Copies = v },
            Limits.Counted),
        Declare.Toggle("fresh-noise", "Draw the copies' noise anew at each step", o => o.FreshNoise, (o, v) =>
            o with { FreshNoise = v }),
        Declare.Real("lambda-tv", "Weight of the total variation penalty", o => o.LambdaTv, (o, v) => o with { LambdaTv = v },
            Limits.Weight),
        Declare.Real("lambda-color", "Weight of the colour penalty", o => o.LambdaColor, (o, v) => o with { LambdaColor = v },
            Limits.Weight),
        Declare.Real("lambda-dissim", "Weight of the dissimilarity penalty", o => o.LambdaDissim, (o, v) =>
            o with { LambdaDissim = v }, Limits.Weight),
        Declare.WholeOr("all", "targets", "Wrong classes aimed at: all, or the K strongest", o => o.Targets, (o, v) =>
            o with { Targets = v }, Limits.Counted),
        Declare.Part("ranking_n0", o => o.RankingN0),
        Declare.Part("ranking_n", o => o.RankingN),
    ];

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate() => Settings.Problems(this);
}
