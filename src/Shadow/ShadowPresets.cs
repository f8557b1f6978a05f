using Audit.Records.Certificates;

namespace Audit.Shadow;

/// <summary>Settings of the Shadow Attack on smoothed classifiers, and of the attacks that followed it, by name. A new one is a
/// line here.</summary>
public static class ShadowPresets
{
    /// <summary>The official code's command line for CIFAR-10 (REFERENCES 1.4: settings read in the authors'
    /// repository).</summary>
    public static ShadowOptions PaperCifar { get; } = new();

    /// <summary>The same for ImageNet: the targets of the official loop, and the weights that the functions of the code have as
    /// defaults, which its readers were told "were the values for one of the ImageNet experiments".</summary>
    public static ShadowOptions PaperImageNet { get; } = new()
    {
        LambdaTv = 0.1,
        LambdaColor = 20,
        LambdaDissim = 10,
        Channels = 3,
        Targets = new(TargetKind.Every, 100),
    };

    /// <summary>IBM's Adversarial Robustness Toolbox, art/attacks/evasion/shadow_attack.py: a perturbation for each colour, its
    /// defaults of the weights, away from the label, the image cut to [0,1] after each step. The number of copies is that of the
    /// estimator given to it, here the paper's.</summary>
    public static ShadowOptions Art { get; } = new()
    {
        LambdaTv = 0.1,
        LambdaColor = 20,
        LambdaDissim = 10,
        Channels = 3,
        FreshNoise = true,
        Targets = new(TargetKind.Untargeted),
        Ascent = new() { Box = true },
    };

    /// <summary>The strongest wrong class only, few copies, drawn at each step.</summary>
    public static ShadowOptions Cpu { get; } = new()
    {
        Steps = 100,
        Copies = 64,
        FreshNoise = true,
        Targets = TargetPlan.Strongest(1),
    };

    /// <summary>Ours, and the default: all wrong classes are screened with few steps and copies, the promising ones go on with
    /// more.</summary>
    public static ShadowOptions Efficient { get; } = new()
    {
        Steps = 84,
        Copies = 64,
        FreshNoise = true,
        Halvings = 2,
    };

    /// <summary>The RS-aware targeted attack (Zeng, Barni, Tondi, WIFS 2025): votes in the place of confidence, steps of twice
    /// the budget over their number along the normalised gradient, from the image, no penalties.</summary>
    /// <remarks>Differs: where the gradient is 0 the step is 0, not random; the ball is projected on before the box.</remarks>
    public static ShadowOptions RsAware { get; } = Bounded("rs-aware") with { Objective = ObjectiveKind.Vote };

    /// <summary>GhostCert-style (arXiv:2511.14003, after third-party summaries): the change stays within the most salient regions
    /// and an L2 ball; superpixels stand in for segments of a trained model, gradients for GradCAM.</summary>
    public static ShadowOptions Region { get; } = Bounded("region") with { Regions = 5 };

    /// <summary>The Shadow Attack within an L2 ball, as the papers that followed it compare it.</summary>
    public static ShadowOptions ShadowBounded { get; } = Cpu with { Ascent = new() { L2Budget = Budget } };

    /// <summary>Towards votes of one half, where nothing is certified: the attack on availability, within an L2 ball.</summary>
    public static ShadowOptions Abstention { get; } = Bounded("abstention") with { Objective = ObjectiveKind.Abstention };

    /// <summary>All of them by name; the first is the default.</summary>
    public static IReadOnlyList<(string Name, ShadowOptions Options)> Known { get; } =
    [
        ("efficient", Efficient), ("cpu", Cpu), ("paper", PaperCifar), ("paper-cifar", PaperCifar), ("paper-imagenet",
            PaperImageNet),
        ("art", Art), ("shadow-bounded", ShadowBounded), ("region", Region), ("rs-aware", RsAware), ("abstention", Abstention),
    ];

    /// <summary>L2 budget of presets that need one.</summary>
    private const double Budget = 2;

    private const int BoundedSteps = 100;

    private static ShadowOptions Bounded(string name) => new()
    {
        Attack = name,
        Steps = BoundedSteps,
        StepSize = 2 * Budget / BoundedSteps,
        Copies = 64,
        FreshNoise = true,
        Targets = TargetPlan.Strongest(1),
        LambdaTv = 0,
        LambdaColor = 0,
        LambdaDissim = 0,
        Channels = 3,
        StartSize = 0,
        Ascent = new() { Step = StepKind.Normalised, L2Budget = Budget },
    };
}
