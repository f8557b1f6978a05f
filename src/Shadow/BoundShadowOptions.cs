using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Shadow.BoundShadowOptions>;
using Shared = Audit.Shadow.ClimbSettings<Audit.Shadow.BoundShadowOptions>;

namespace Audit.Shadow;

/// <summary>Parameters of the Shadow Attack on a network that is certified by bounds.</summary>
public sealed record BoundShadowOptions : ClimbOptions
{
    /// <summary>Test images that the authors' code attacks at once (small models; 512 for the large ones).</summary>
    private const double OfficialBatch = 600;

    /// <summary>The official code's setting. A step is a third as long from half of the steps on, and a ninth from five sixths
    /// on; that code leaves the colour penalty out here, and one channel makes the dissimilarity 0.</summary>
    public BoundShadowOptions()
    {
        StepSize = 200.5 / OfficialBatch;
        LambdaTv = 9e-6 * OfficialBatch;
        (LambdaColor, LambdaDissim) = (0, 0);
    }

    /// <summary>Weight of the perturbation's L2 norm, which stands in the place of the colour penalty here.</summary>
    public double LambdaNorm { get; init; } = 0.02 * Math.Sqrt(OfficialBatch);

    /// <summary>The weights together.</summary>
    public Lambdas Lambdas => new(LambdaColor, LambdaTv, LambdaDissim, LambdaNorm);

    /// <summary>How the search goes about it.</summary>
    public ShadowCourse Course => new(Steps, StepSize, Shortens: true, Channels, StartSize, Targets, LookEvery, Lambdas)
    {
        Ascent = Ascent,
    };

    /// <summary>The perturbation, its start and its penalties are in units of the network's own normalisation; else in pixel
    /// units.</summary>
    public bool Normalised { get; init; } = true;

    /// <summary>The same, where nothing speaks against it: budgets and the box are in pixel units.</summary>
    public bool IsNormalised => Normalised && Ascent is { Budget: null, Box: false };

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
        Shared.Channels,
        Shared.Steps,
        Shared.StepSize,
        Shared.LambdaTv,
        Declare.Real("lambda-norm", "Weight of the perturbation's L2 norm", o => o.LambdaNorm, (o, v) =>
            o with { LambdaNorm = v }, Limits.Weight),
        Shared.LambdaColor,
        Shared.LambdaDissim,
        Shared.Targets,
        Declare.Part("start_size", o => o.StartSize),
        Declare.Part("normalised", o => o.IsNormalised),
        Declare.Part("look_every", o => o.LookEvery),
        .. Shared.Ascent,
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
