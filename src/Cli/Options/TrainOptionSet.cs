using System.CommandLine;
using Audit.Cli.Terminal;
using Audit.Datasets;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Import;
using Audit.Networks;
using Audit.Train;

namespace Audit.Cli.Options;

/// <summary>Options of training: a recipe, and whatever is to differ from what it is usually run with.</summary>
public sealed class TrainOptionSet
{
    private static readonly TrainOptions Start = new();

    private readonly Option<string> recipe = Choose.With("--recipe", Recipes.Gaussian, Recipes.Described);
    private readonly Option<double?> sigma = Choose.Maybe<double?>("--sigma", "Standard deviation of the training noise, pixel units [default: gaussian 0.25, clp 0.5, else 0]", Limits.Sigma with { Least = 0 });
    private readonly Option<string?> epsilon = Choose.Maybe<string>("--epsilon", "Radius of the L-infinity ball that adversarial and certified recipes train in, such as 8/255");
    private readonly Option<int?> innerSteps = Choose.Maybe<int?>("--inner-steps", "Steps of the attack inside a recipe [default: pgd-at 7; trades, alp, mart 10]", new Limits(1, 100_000));
    private readonly Option<string?> innerStepSize = Choose.Maybe<string>("--inner-step-size", "Length of such a step [default: 2.5 epsilon / steps; fast-at 1.25 epsilon]");
    private readonly Option<double?> lambda = Choose.Maybe<double?>("--lambda", "Weight of the regulariser [default: trades 6, mart 5, alp and clp 0.5, input-gradient 0.1]", Limits.NotNegative);
    private readonly Option<string> penalty = Choose.With("--gradient-penalty", "l2", "What input-gradient penalises: l2 (squared norm) or l1");
    private readonly Option<double?> temperature = Choose.Maybe<double?>("--temperature", "What logits are divided by in standard and distillation [default: 1; distillation 100]", Limits.Positive);
    private readonly Option<string?> teacher = Choose.Maybe<string>("--teacher", "Model that distillation learns from: one of recipe standard at the same temperature").ExistingFile("model file");
    private readonly Option<int> epochs = Choose.With("--epochs", Start.Epochs, "Passes over the training set", new Limits(1, 1_000_000));
    private readonly Option<int> batch = Choose.With("--batch", Start.BatchSize, "Images per step", new Limits(2, 1_000_000));
    private readonly Option<string?> optimizer = Choose.Maybe<string>("--optimizer", "sgd (Nesterov momentum) or adam [default: adam for ibp and crown-ibp, else sgd]");
    private readonly Option<double?> rate = Choose.Maybe<double?>("--learning-rate", "Largest learning rate [default: adam 0.0005; sgd 0.2 for the ResNets, 0.05 else]", Limits.Positive);
    private readonly Option<double?> hold = Choose.Maybe<double?>("--hold", "Share of all steps at the largest learning rate before it falls [default: ibp and crown-ibp until the ramp ends, else 0]", Limits.NotNegative);
    private readonly Option<double?> clip = Choose.Maybe<double?>("--clip-norm", "Largest L2 norm of a step's gradient; 0 is none [default: 8 for ibp and crown-ibp, else 0]", Limits.NotNegative);
    private readonly Option<double?> decay = Choose.Maybe<double?>("--weight-decay", "L2 penalty of weights [default: 0 for ibp and crown-ibp, else 0.0005]", Limits.NotNegative);
    private readonly Option<bool?> flip = Choose.Maybe<bool?>("--flip", "Flip images at random [default: true for cifar10]");
    private readonly Option<int?> crop = Choose.Maybe<int?>("--crop", "Padding of random crops, pixels [default: 4 for cifar10, 2 else]", new Limits(0, 4096));
    private readonly Option<string> precision = Choose.With("--precision", "float32", "float32, or bfloat16 for the convolutions (faster on CPUs with AVX512-BF16 or AMX)");
    private readonly Option<ulong> seed = Choose.With("--seed", 0ul, "Seed of weights, order, augmentation and noise");
    private readonly BoundScheduleSet bounds = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        recipe.OneOf([.. Recipes.Names]);
        penalty.OneOf("l1", "l2");
        optimizer.OneOf("sgd", "adam");
        precision.OneOf("float32", "bfloat16");
        foreach (Option option in (Option[])[recipe, sigma, epsilon, innerSteps, innerStepSize, lambda, penalty, temperature, teacher])
            command.Add(option);
        bounds.AddTo(command);
        foreach (Option option in (Option[])[epochs, batch, optimizer, rate, hold, clip, decay, flip, crop, precision, seed])
            command.Add(option);
    }

    /// <summary>Reads and checks the options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="architecture">Name of the network.</param>
    /// <param name="data">The data set.</param>
    /// <returns>The options, and the teacher where there is one.</returns>
    public (TrainOptions Options, IClassifier? Teacher) Read(ParseResult parse, string architecture, DataSpec data)
    {
        var usual = Recipes.Defaults(parse.GetRequiredValue(recipe));
        bool natural = data.Scheme == "cifar10";
        var kind = parse.GetValue(optimizer) switch { "sgd" => OptimizerKind.Sgd, "adam" => OptimizerKind.Adam, _ => usual.Optimizer };
        bool residual = architecture.StartsWith("cifar-resnet", StringComparison.Ordinal);
        var loaded = parse.GetValue(teacher) is { } path ? ModelLoader.Load(path) : null;
        int all = parse.GetValue(epochs);
        var schedules = bounds.Read(parse, usual.Bounds, all);
        var options = usual with
        {
            Sigma = parse.GetValue(sigma) ?? usual.Sigma,
            Epsilon = Size(parse, epsilon) ?? usual.Epsilon,
            InnerSteps = parse.GetValue(innerSteps) ?? usual.InnerSteps,
            InnerStepSize = Size(parse, innerStepSize),
            Lambda = parse.GetValue(lambda) ?? usual.Lambda,
            Penalty = parse.GetValue(penalty) == "l1" ? GradientPenalty.L1 : GradientPenalty.SquaredL2,
            Temperature = parse.GetValue(temperature) ?? usual.Temperature,
            Teacher = loaded?.Sha256,
            Bounds = schedules,
            Epochs = all,
            BatchSize = parse.GetValue(batch),
            Optimizer = kind,
            LearningRate = parse.GetValue(rate) ?? (kind == OptimizerKind.Adam ? 5e-4 : residual ? Start.LearningRate : 0.05),
            Hold = parse.GetValue(hold) ?? (schedules is null ? 0 : Math.Min(0.9, (schedules.RampStart + schedules.RampEpochs) / all)),
            ClipNorm = parse.GetValue(clip) ?? usual.ClipNorm,
            WeightDecay = parse.GetValue(decay) ?? usual.WeightDecay,
            Flip = parse.GetValue(flip) ?? natural,
            Crop = parse.GetValue(crop) ?? (natural ? 4 : 2),
            Precision = parse.GetValue(precision) == "bfloat16" ? TrainPrecision.BFloat16 : TrainPrecision.Float32,
            Seed = parse.GetValue(seed),
        };
        return options.Validate().FirstOrDefault() is { } problem ? throw new UsageException(problem) : (options, loaded?.Classifier());
    }

    private static double? Size(ParseResult parse, Option<string?> option) => parse.GetValue(option) is { } text ? Pixels.Parse(option.Name, text) : null;
}
