namespace Audit.Train;

/// <summary>How a network is trained. Defaults are what reaches the anchor of the ResNet-20 under noise in few epochs on a CPU.</summary>
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

    /// <summary>Length of such a step, pixel units; null is 2.5 epsilon / steps (Madry et al. 2018's rule: enough to reach and follow the boundary).</summary>
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

    /// <summary>Images a step.</summary>
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

    /// <summary>What is wrong with the options, if anything.</summary>
    public IEnumerable<string> Validate()
    {
        if (!Recipes.Names.Contains(Recipe))
        {
            yield return $"recipe must be one of {string.Join(", ", Recipes.Names)}, got '{Recipe}'";
            yield break;
        }
        if (!(Sigma >= 0) || double.IsInfinity(Sigma))
            yield return $"sigma must be a number of at least 0, got {Sigma}";
        if (Recipes.NeedsEpsilon(Recipe) && !(Epsilon > 0 && Epsilon <= 1))
            yield return $"recipe {Recipe} needs an epsilon in (0,1], got {Epsilon}";
        if (InnerSteps < 1)
            yield return $"inner-steps must be at least 1, got {InnerSteps}";
        if (InnerStepSize is { } size && !(size > 0))
            yield return $"inner-step-size must be above 0, got {size}";
        if (!(Lambda >= 0) || double.IsInfinity(Lambda))
            yield return $"lambda must be a number of at least 0, got {Lambda}";
        if (!(Temperature > 0) || double.IsInfinity(Temperature))
            yield return $"temperature must be a number above 0, got {Temperature}";
        if (Recipe == Recipes.Distillation && Teacher is null)
            yield return $"recipe {Recipe} needs a teacher";
        if (Recipe is Recipes.Ibp or Recipes.CrownIbp && Precision != TrainPrecision.Float32)
            yield return $"recipe {Recipe} needs precision float32: bounds computed in bfloat16 are wider than the numbers they bound";
        foreach (string problem in Bounds?.Validate() ?? [])
            yield return problem;
        foreach (string problem in ValidateSteps())
            yield return problem;
    }

    private IEnumerable<string> ValidateSteps()
    {
        if (Epochs < 1)
            yield return $"epochs must be at least 1, got {Epochs}";
        if (BatchSize < 2)
            yield return $"batch size must be at least 2 (batch norm needs a spread), got {BatchSize}";
        if (!(LearningRate > 0))
            yield return $"learning rate must be above 0, got {LearningRate}";
        if (!(WarmUp >= 0 && WarmUp < 1))
            yield return $"warm-up must be a share in [0,1), got {WarmUp}";
        if (!(Hold >= 0 && WarmUp + Hold < 1))
            yield return $"hold must be a share of at least 0 that leaves something after the warm-up of {WarmUp}, got {Hold}";
        if (!(ClipNorm >= 0))
            yield return $"clip-norm must be at least 0, got {ClipNorm}";
        if (!(Momentum >= 0 && Momentum < 1))
            yield return $"momentum must be in [0,1), got {Momentum}";
        if (!(WeightDecay >= 0))
            yield return $"weight decay must be at least 0, got {WeightDecay}";
        if (Crop < 0)
            yield return $"crop must be at least 0, got {Crop}";
    }
}

/// <summary>Arithmetic of the convolutions in training.</summary>
public enum TrainPrecision
{
    /// <summary>IEEE single throughout.</summary>
    Float32,

    /// <summary>Activations and convolutions in bfloat16; weights, batch statistics and loss in float32.</summary>
    BFloat16,
}
