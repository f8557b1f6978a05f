using Audit.Formats;
using Audit.Inputs;
using Audit.Networks;
using Audit.Records.Certificates;

namespace Audit.Train;

/// <summary>The recipes by name: what each is, what it starts from, how it is made.</summary>
public static class Recipes
{
    public const string Gaussian = "gaussian", Uniform = "uniform", Standard = "standard", Fgsm = "fgsm-at", Pgd = "pgd-at", Fast = "fast-at", Trades = "trades", Alp = "alp",
        Clp = "clp", Mart = "mart", InputGradient = "input-gradient", Distillation = "distillation", Ibp = "ibp", CrownIbp = "crown-ibp";

    private static readonly (string Name, string About)[] Known =
    [
        (Gaussian, "cross entropy under Gaussian noise (Cohen et al. 2019)"),
        (Uniform, "cross entropy under uniform noise (Yang et al. 2020)"),
        (Standard, "cross entropy"),
        (Fgsm, "half clean, half one-step examples (Goodfellow et al. 2015)"),
        (Pgd, "adversarial training (Madry et al. 2018)"),
        (Fast, "one step from a random start (Wong et al. 2020)"),
        (Trades, "Zhang et al. 2019"),
        (Alp, "adversarial logit pairing (Kannan et al. 2018)"),
        (Clp, "clean logit pairing (the same)"),
        (Mart, "Wang et al. 2020"),
        (InputGradient, "double backpropagation (Drucker and LeCun 1992)"),
        (Distillation, "defensive distillation (Papernot et al. 2016)"),
        (Ibp, "interval bounds (Gowal et al. 2018)"),
        (CrownIbp, "linear bounds over interval bounds (Zhang et al. 2020)"),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>All names with one line each.</summary>
    public static string Described => string.Join("; ", Known.Select(k => $"{k.Name}: {k.About}"));

    /// <summary>Distribution of the training noise by name; null is Gaussian.</summary>
    public static string? Noise(string recipe) => recipe == Uniform ? UniformL1.Key : null;

    /// <summary>Whether the recipe is for a smoothed classifier, which the network's noise is part of.</summary>
    public static bool Smooths(string recipe) => recipe is Gaussian or Uniform;

    /// <summary>Whether the recipe trains inside a ball.</summary>
    public static bool NeedsEpsilon(string recipe) => recipe is Fgsm or Pgd or Fast or Trades or Alp or Mart or Ibp or CrownIbp;

    /// <summary>The options that a recipe is usually run with; papers' values where they gave one.</summary>
    public static TrainOptions Defaults(string recipe)
    {
        var start = new TrainOptions { Recipe = recipe };
        return recipe switch
        {
            Gaussian or Uniform => start with { Sigma = 0.25 },
            Fgsm or Fast => start with { InnerSteps = 1 },
            Trades => start with { Lambda = 6, InnerSteps = 10 },
            Alp => start with { Lambda = 0.5, InnerSteps = 10 },
            Clp => start with { Lambda = 0.5, Sigma = 0.5 },
            Mart => start with { Lambda = 5, InnerSteps = 10 },
            InputGradient => start with { Lambda = 0.1 },
            Distillation => start with { Temperature = 100 },
            Ibp or CrownIbp => start with
            {
                Bounds = new BoundSchedule(),
                Optimizer = OptimizerKind.Adam,
                LearningRate = 5e-4,
                WarmUp = 0,
                Hold = 0.5,
                ClipNorm = 8,
                WeightDecay = 0,
            },
            _ => start,
        };
    }

    /// <summary>The recipe that the options describe.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="teacher">For recipe distillation.</param>
    public static IRecipe Create(TrainOptions options, IClassifier? teacher = null) => options.Recipe switch
    {
        Gaussian or Uniform => new CrossEntropy(),
        Standard => new CrossEntropy(options.Temperature),
        Fgsm => new FgsmTraining(options.Epsilon),
        Pgd => new PgdTraining(options.Inner),
        Fast => new PgdTraining(options.Inner with { Steps = 1, StepSize = options.InnerStepSize ?? 1.25 * options.Epsilon }),
        Trades => new Trades(options.Inner, options.Lambda),
        Alp => new AdversarialLogitPairing(options.Inner, options.Lambda),
        Clp => new CleanLogitPairing(options.Lambda),
        Mart => new Mart(options.Inner, options.Lambda),
        InputGradient => new InputGradient(options.Lambda, options.Penalty),
        Distillation => new Distillation(teacher ?? throw new UsageException("recipe distillation needs a --teacher"), options.Temperature),
        Ibp or CrownIbp => new BoundTraining(options),
        _ => throw new UsageException($"--recipe must be one of {string.Join(", ", Names)}, got '{options.Recipe}'"),
    };
}
