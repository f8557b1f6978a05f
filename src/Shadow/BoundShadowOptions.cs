using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Shadow.BoundShadowOptions>;

namespace Audit.Shadow;

/// <summary>Parameters of the Shadow Attack on a network that is certified by bounds.</summary>
public sealed record BoundShadowOptions
{
    /// <summary>Test images that the authors' code attacks at once (small models; 512 for the large ones).</summary>
    private const double OfficialBatch = 600;

    /// <summary>Steps of gradient ascent towards each target.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Length of a step as a multiple of the gradient; a third of it from half of the steps on, a ninth from five sixths
    /// on.</summary>
    public double StepSize { get; init; } = 200.5 / OfficialBatch;

    /// <summary>Weight of the total variation.</summary>
    public double LambdaTv { get; init; } = 9e-6 * OfficialBatch;

    /// <summary>Weight of the perturbation's L2 norm, which stands in the place of the colour penalty here.</summary>
    public double LambdaNorm { get; init; } = 0.02 * Math.Sqrt(OfficialBatch);

    /// <summary>Weight of the colour penalty of equation (2); the authors' code leaves it out here.</summary>
    public double LambdaColor { get; init; }

    /// <summary>Weight of the dissimilarity penalty of equation (2), which one channel makes 0.</summary>
    public double LambdaDissim { get; init; }

    /// <summary>The weights together.</summary>
    public Lambdas Lambdas => new(LambdaColor, LambdaTv, LambdaDissim, LambdaNorm);

    /// <summary>How the search goes about it.</summary>
    public ShadowCourse Course => new(Steps, StepSize, Shortens: true, Channels, StartSize, Targets, LookEvery, Lambdas)
    {
        Ascent = Ascent,
    };

    /// <summary>Definitions of the penalties, step rule, budget.</summary>
    public AscentOptions Ascent { get; init; } = new();

    /// <summary>1: one perturbation shared by the colour channels; 3: one for each.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Half the width of the uniform noise that an ascent starts from.</summary>
    public double StartSize { get; init; } = 0.5;

    /// <summary>The perturbation, its start and its penalties are in units of the network's own normalisation; else in pixel
    /// units.</summary>
    public bool Normalised { get; init; } = true;

    /// <summary>The same, where nothing speaks against it: budgets and the box are in pixel units.</summary>
    public bool IsNormalised => Normalised && Ascent is { Budget: null, Box: false };

    /// <summary>Classes aimed at.</summary>
    public TargetPlan Targets { get; init; } = TargetPlan.All;

    /// <summary>Steps after which the candidates are certified, so that a spoofed image costs no more; the last step is always
    /// looked at.</summary>
    public int LookEvery { get; init; } = 300;

    /// <summary>The official code's setting, its sums over a batch turned into sums over one image.</summary>
    /// <remarks>
    /// REFERENCES: read in the authors' repository, CROWN-IBP/shadow_attack.py and tv.py. There the cross entropy is the mean
    /// over a batch of 600, TV a sum over it, and the norm that of the whole batch as one vector: lr 200.5, lambda_tv 9e-6,
    /// lambda 0.02. Multiplied by 600 this is an ascent of 200.5/600 on each image's own cross entropy with 600 * 9e-6 of its TV
    /// and 0.02 * sqrt(600) of its norm. The last is exact where all perturbations of the batch are equally long; there, a longer
    /// one than the others is punished more.
    /// </remarks>
    public static BoundShadowOptions Paper { get; } = new();

    /// <summary>Ours: from the clean image on, longer steps, no norm penalty, a look at every 25th step.</summary>
    /// <remarks>The norm's gradient has one length wherever delta is: with it, images whose bounds have smaller gradients never
    /// leave 0. TV alone keeps the change smooth. Measured in experiments/table2-crown-ibp.</remarks>
    public static BoundShadowOptions Cpu { get; } = new()
    {
        Steps = 100,
        StepSize = 3,
        LambdaNorm = 0,
        StartSize = 0,
        LookEvery = 25
    };

    /// <summary>From this step size on, steps against the total variation overshoot and grow: the change will not be
    /// smooth.</summary>
    /// <param name="colours">Colour channels of the images.</param>
    /// <remarks>TV is a sum of squared differences of neighbours: its second derivative is at most 16, for each channel that
    /// shares the change.</remarks>
    public double StepLimit(int colours) => 2 / (16.0 * (Channels == 1 ? colours : 1) * LambdaTv);

    /// <summary>The options as users give them and questions store them.</summary>
    public static IReadOnlyList<Setting<BoundShadowOptions>> Settings { get; } =
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
        Declare.Real("lambda-tv", "Weight of the total variation penalty", o => o.LambdaTv, (o, v) => o with { LambdaTv = v },
            Limits.Weight),
        Declare.Real("lambda-norm", "Weight of the perturbation's L2 norm", o => o.LambdaNorm, (o, v) =>
            o with { LambdaNorm = v }, Limits.Weight),
        Declare.Real("lambda-color", "Weight of the colour penalty", o => o.LambdaColor, (o, v) => o with { LambdaColor = v },
            Limits.Weight),
        Declare.Real("lambda-dissim", "Weight of the dissimilarity penalty", o => o.LambdaDissim, (o, v) =>
            o with { LambdaDissim = v }, Limits.Weight),
        TargetSetting.Of<BoundShadowOptions>(o => o.Targets, (o, v) => o with { Targets = v }),
        Declare.Part("start_size", o => o.StartSize),
        Declare.Part("normalised", o => o.IsNormalised),
        Declare.Part("look_every", o => o.LookEvery),
        .. AscentOptions.Settings.Within<BoundShadowOptions, AscentOptions>(o => o.Ascent, (o, v) => o with { Ascent = v }),
    ];

    /// <summary>What is wrong with the options, if anything, each in one line.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Settings.Problems(this))
            yield return problem;
        foreach (string problem in Ascent.Validate().Except(Settings.Problems(this)))
            yield return problem;
        if (Targets.IsUntargeted)
            yield return "--targets untargeted is for --certifier smoothing: bounds are climbed towards a class";
        if (LookEvery < 1)
            yield return $"look-every must be at least 1, got {LookEvery}";
        if (!(StartSize >= 0 && double.IsFinite(StartSize)))
            yield return FormattableString.Invariant($"start-size must be at least 0, got {StartSize}");
    }
}
