using Audit.Inputs;
using Audit.Inputs.Settings;
using Declare = Audit.Inputs.Settings.Declare<Audit.Train.TrainOptions>;

namespace Audit.Train;

/// <summary>How a network is trained. Defaults are what reaches the anchor of the ResNet-20 under noise in few epochs on a
/// CPU.</summary>
public sealed record TrainOptions
{
    /// <summary>What the loss is: a name out of <see cref="Recipes.Names"/>.</summary>
    public string Recipe { get; init; } = "gaussian";

    /// <summary>Standard deviation of the training noise, pixel units; 0 adds none.</summary>
    public double Sigma { get; init; }

    /// <summary>Radius of the L-infinity ball that adversarial and certified recipes train in, pixel units.</summary>
    public double Epsilon { get; init; }

    /// <summary>Steps of the inner maximisation, for recipes that have one.</summary>
    public int InnerSteps { get; init; } = 7;

    /// <summary>Inner step size, pixel units; null is 2.5 epsilon / steps (Madry et al. 2018's rule: enough to reach and
    /// follow the boundary).</summary>
    public double? InnerStepSize { get; init; }

    /// <summary>Weight of the recipe's regulariser: lambda, or beta in TRADES.</summary>
    public double Lambda { get; init; }

    /// <summary>What recipe input-gradient measures a gradient with.</summary>
    public GradientPenalty Penalty { get; init; } = GradientPenalty.SquaredL2;

    /// <summary>Logits are divided by it in recipes standard and distillation.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>SHA-256 of the teacher's file, for recipe distillation.</summary>
    public string? Teacher { get; init; }

    /// <summary>Schedules of recipes ibp and crown-ibp; null for the others.</summary>
    public BoundSchedule? Bounds { get; init; }

    /// <summary>Passes over the training set.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Batch size.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>How gradients become steps.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>Largest learning rate, reached at the end of the warm-up.</summary>
    public double LearningRate { get; init; } = 0.2;

    /// <summary>Share of all steps over which the learning rate rises linearly from 0.</summary>
    public double WarmUp { get; init; } = 0.15;

    /// <summary>Share of all steps after the warm-up over which it stays at its largest; then it falls along a cosine.</summary>
    public double Hold { get; init; }

    /// <summary>Largest joint L2 norm of a step's gradients; 0 does not limit it.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Nesterov momentum of SGD.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>L2 penalty of weights; biases and batch norms have none.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Random horizontal flips (natural images, not digits).</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Zero padding, in pixels, from which a random crop is taken; 0 crops nothing.</summary>
    public int Crop { get; init; } = 4;

    /// <summary>Seed of weights, order, augmentation and noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>Arithmetic of convolutions: float32, or bfloat16 with float32 weights, statistics and loss.</summary>
    public TrainPrecision Precision { get; init; } = TrainPrecision.Float32;

    /// <summary>The inner maximisation that epsilon, steps and step size describe.</summary>
    public InnerMaximization Inner => new(Epsilon, InnerStepSize ?? 2.5 * Epsilon / InnerSteps, InnerSteps);

    /// <summary>The options as users give them. Those of single recipes are in <see cref="RecipeKind.Takes"/> of these.</summary>
    public static IReadOnlyList<Setting<TrainOptions>> Settings { get; } =
    [
        .. Scoped(
            Declare.Real("sigma", "Standard deviation of the training noise, pixel units", o => o.Sigma, (o, v) =>
                o with { Sigma = v }, Limits.Sigma with { Least = 0 }) with
            {
                Default = "gaussian 0.25, clp 0.5, else 0",
            },
            Declare.Real("epsilon",
                "Radius of the L-infinity ball that adversarial and certified recipes train in, such as 8/255", o =>
                o.Epsilon, (o, v) => o with { Epsilon = v },
                Limits.Size with { Most = 1 }) with { IsNeeded = true },
            Declare.Whole("inner-steps", "Steps of the attack inside a recipe", o => o.InnerSteps, (o, v) =>
                o with { InnerSteps = v }, new(1, 100_000)) with
            {
                Default = "pgd-at 7; trades, alp, mart 10",
            },
            Declare.Real("inner-step-size", "Inner step size", o => o.InnerStepSize, (o, v) => o with { InnerStepSize = v },
                Limits.Size) with
            {
                Default = "2.5 epsilon / steps; fast-at 1.25 epsilon",
            },
            Declare.Real("lambda", "Weight of the regulariser", o => o.Lambda, (o, v) => o with { Lambda = v },
                Limits.Weight) with
            {
                Default = "trades 6, mart 5, alp and clp 0.5, input-gradient 0.1",
            },
            Declare.Word("gradient-penalty", "What input-gradient penalises: l2 (squared norm) or l1", o => o.Penalty, (o, v) =>
                o with { Penalty = v },
                ("l2", GradientPenalty.SquaredL2), ("l1", GradientPenalty.L1)),
            Declare.Real("temperature", "What logits are divided by in standard and distillation", o => o.Temperature, (o, v) =>
                o with { Temperature = v }, Limits.Step) with
            {
                Default = "1; distillation 100",
            }),
        .. Scoped([.. BoundSchedule.Settings.Within<TrainOptions,
        BoundSchedule>(o => o.Bounds, (o, v) => o with { Bounds = v })]),
        Declare.Whole("epochs", "Passes over the training set", o => o.Epochs, (o, v) => o with { Epochs = v },
            new(1, 1_000_000)),
        Declare.Whole("batch", "Images per step", o => o.BatchSize, (o, v) => o with { BatchSize = v }, new(2, 1_000_000)),
        Declare.Word("optimizer", "sgd (Nesterov momentum) or adam", o => o.Optimizer, (o, v) => o with { Optimizer = v },
            ("sgd", OptimizerKind.Sgd), ("adam", OptimizerKind.Adam)) with
        {
            Default = "adam for ibp and crown-ibp, else sgd",
        },
        Declare.Real("learning-rate", "Largest learning rate", o => o.LearningRate, (o, v) => o with { LearningRate = v },
            Limits.Step) with
        {
            Default = "adam 0.0005; sgd 0.2 for the ResNets, 0.05 else",
        },
        Declare.Real("hold", "Share of all steps at the largest learning rate before it falls", o => o.Hold, (o, v) =>
            o with { Hold = v }, Limits.NotNegative) with
        {
            Default = "ibp and crown-ibp until the ramp ends, else 0",
        },
        Declare.Real("clip-norm", "Largest L2 norm of a step's gradient; 0 is none", o => o.ClipNorm, (o, v) =>
            o with { ClipNorm = v }, Limits.NotNegative) with
        {
            Default = "8 for ibp and crown-ibp, else 0",
        },
        Declare.Real("weight-decay", "L2 penalty of weights", o => o.WeightDecay, (o, v) => o with { WeightDecay = v },
            Limits.Weight) with
        {
            Default = "0 for ibp and crown-ibp, else 0.0005",
        },
        Declare.Toggle("flip", "Flip images at random", o => o.Flip, (o, v) =>
            o with { Flip = v }) with { Default = "true for cifar10" },
        Declare.Whole("crop", "Padding of random crops, pixels", o => o.Crop, (o, v) => o with { Crop = v },
            new(0, 4096)) with { Default = "4 for cifar10, 2 else" },
        Declare.Word("precision", "float32, or bfloat16 for the convolutions (faster on CPUs with AVX512-BF16 or AMX)", o =>
            o.Precision, (o, v) => o with { Precision = v },
            ("float32", TrainPrecision.Float32), ("bfloat16", TrainPrecision.BFloat16)),
        Declare.Seed("seed", "Seed of weights, order, augmentation and noise", o => o.Seed, (o, v) => o with { Seed = v }),
    ];

    /// <summary>What is wrong with the options, if anything.</summary>
    public IEnumerable<string> Validate()
    {
        if (!Recipes.Names.Contains(Recipe))
            return [$"recipe must be one of {string.Join(", ", Recipes.Names)}, got {Shown.Name(Recipe)}"];
        return Settings.Problems(this).Concat(Bounds?.Validate() ?? []).Concat(Conflicts());
    }

    private IEnumerable<string> Conflicts()
    {
        if (Recipes.Of(Recipe).Takes.Contains("teacher") && Teacher is null)
            yield return $"recipe {Recipe} needs a teacher";
        if (Bounds is not null && Precision != TrainPrecision.Float32)
            yield return $"recipe {Recipe} needs precision float32: bounds computed in bfloat16 are wider than the numbers they "
                + $"bound";
        if (!(WarmUp >= 0 && WarmUp < 1))
            yield return FormattableString.Invariant($"warm-up must be a share in [0,1), got {WarmUp}");
        if (!(WarmUp + Hold < 1))
            yield return FormattableString.Invariant($"hold must leave something after the warm-up of {WarmUp}, got {Hold}");
        if (!(Momentum >= 0 && Momentum < 1))
            yield return FormattableString.Invariant($"momentum must be in [0,1), got {Momentum}");
    }

    /// <summary>Settings that only the recipes that take them have.</summary>
    private static IEnumerable<Setting<TrainOptions>> Scoped(params Setting<TrainOptions>[] settings) => settings.Select(s =>
        Recipes.Known.Where(k => k.Takes.Contains(s.Name)).Select(k => k.Name).ToArray() is { Length: > 0 } names
            ? s with { For = new(o => names.Contains(o.Recipe), $"--recipe {string.Join(", ", names)}") } : s);
}

/// <summary>Arithmetic of the convolutions in training.</summary>
public enum TrainPrecision
{
    /// <summary>IEEE single throughout.</summary>
    Float32,

    /// <summary>Activations and convolutions in bfloat16; weights, batch statistics and loss in float32.</summary>
    BFloat16,
}
