using Audit.Inputs;
using Audit.Networks;
using Audit.Records.Certificates;

namespace Audit.Train;

/// <summary>The recipes by name: what each is, what it takes and starts from, how it is made.</summary>
public static class Recipes
{
    public const string Gaussian = "gaussian", Uniform = "uniform", Standard = "standard", Fgsm = "fgsm-at", Pgd = "pgd-at",
        Fast = "fast-at", Trades = "trades", Alp = "alp",
        Clp = "clp", Mart = "mart", InputGradient = "input-gradient", Distillation = "distillation", Ibp = "ibp",
            CrownIbp = "crown-ibp";

    private static readonly string[] Inner = ["epsilon", "inner-steps", "inner-step-size"],
        Ramp = ["epsilon", "ramp-start", "ramp-epochs", "ramp", "kappa", "fast-start"];

    /// <summary>Every recipe. A new one is a new line here.</summary>
    public static IReadOnlyList<RecipeKind> Known { get; } =
    [
        new(Gaussian, "cross entropy under Gaussian noise (Cohen et al. 2019)", [], (_, _) =>
            new CrossEntropyTraining()) { Usual = Noisy, IsForSmoothing = true },
        new(Uniform, "cross entropy under uniform noise (Yang et al. 2020)", [], (_, _) =>
            new CrossEntropyTraining()) { Usual = Noisy, IsForSmoothing = true, Noise = UniformL1.Key },
        new(Standard, "cross entropy", ["temperature"], (o, _) => new CrossEntropyTraining(o.Temperature)),
        new(Fgsm, "half clean, half one-step examples (Goodfellow et al. 2015)", ["epsilon"], (o, _) =>
            new FgsmTraining(o.Epsilon)) { Usual = o => o with { InnerSteps = 1 } },
        new(Pgd, "adversarial training (Madry et al. 2018)", Inner, (o, _) => new PgdTraining(o.Inner)),
        new(Fast, "one step from a random start (Wong et al. 2020)", ["epsilon", "inner-step-size"],
            (o, _) => new PgdTraining(o.Inner with { Steps = 1, StepSize = o.InnerStepSize ?? 1.25 * o.Epsilon })) { Usual = o =>
                o with { InnerSteps = 1 } },
        new(Trades, "Zhang et al. 2019", [.. Inner, "lambda"], (o, _) => new Trades(o.Inner, o.Lambda)) { Usual = o =>
            o with { Lambda = 6, InnerSteps = 10 } },
        new(Alp, "adversarial logit pairing (Kannan et al. 2018)", [.. Inner, "lambda"], (o, _) =>
            new AdversarialLogitPairing(o.Inner, o.Lambda))
        {
            Usual = o => o with { Lambda = 0.5, InnerSteps = 10 },
        },
        new(Clp, "clean logit pairing (the same)", ["lambda"], (o, _) => new CleanLogitPairing(o.Lambda)) { Usual = o =>
            o with { Lambda = 0.5, Sigma = 0.5 } },
        new(Mart, "Wang et al. 2020", [.. Inner, "lambda"], (o, _) => new Mart(o.Inner, o.Lambda)) { Usual = o =>
            o with { Lambda = 5, InnerSteps = 10 } },
        new(InputGradient, "double backpropagation (Drucker and LeCun 1992)", ["lambda", "gradient-penalty"], (o, _) =>
            new InputGradient(o.Lambda, o.Penalty))
        {
            Usual = o => o with { Lambda = 0.1 },
        },
        new(Distillation, "defensive distillation (Papernot et al. 2016)", ["temperature", "teacher"],
            (o, teacher) => new Distillation(teacher ?? throw new UsageException("recipe distillation needs a --teacher"),
                o.Temperature))
        {
            Usual = o => o with { Temperature = 100 },
        },
        new(Ibp, "interval bounds (Gowal et al. 2018)", Ramp, (o, _) => new BoundTraining(o)) { Usual = Bounded },
        new(CrownIbp, "linear bounds over interval bounds (Zhang et al. 2020)", [.. Ramp, "beta"], (o, _) =>
            new BoundTraining(o)) { Usual = Bounded },
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>All names with one line each.</summary>
    public static string Described => string.Join("; ", Known.Select(k => $"{k.Name}: {k.About}"));

    /// <summary>The recipe of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static RecipeKind Of(string name) => Known.FirstOrDefault(k => k.Name == name)
        ?? throw new UsageException($"--recipe must be one of {string.Join(", ", Names)}, got {Shown.Name(name)}");

    /// <summary>The options that a recipe is usually run with.</summary>
    public static TrainOptions Defaults(string recipe) => Of(recipe).Usual(new TrainOptions { Recipe = recipe });

    /// <summary>The recipe that the options describe.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="teacher">For recipe distillation.</param>
    public static IRecipe Create(TrainOptions options, IClassifier? teacher = null) =>
        Of(options.Recipe).Create(options, teacher);

    private static TrainOptions Noisy(TrainOptions options) => options with { Sigma = 0.25 };

    private static TrainOptions Bounded(TrainOptions options) => options with
    {
        Bounds = new BoundSchedule(),
        Optimizer = OptimizerKind.Adam,
        LearningRate = 5e-4,
        WarmUp = 0,
        Hold = 0.5,
        ClipNorm = 8,
        WeightDecay = 0,
    };
}
