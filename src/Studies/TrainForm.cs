using Audit.Datasets;
using Audit.Import;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Networks;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Studies.Subjects;
using Audit.Studies.Training;
using Audit.Train;

namespace Audit.Studies;

/// <summary>Options of train: a recipe, and whatever is to differ from what it is usually run with.</summary>
public sealed class TrainForm
{
    private const double AdamRate = 5e-4, ResidualRate = 0.2, OtherRate = 0.05;

    /// <summary>The options.</summary>
    public static IReadOnlyList<Offer> Options => [.. Offer.Of(TrainRequest.Settings, new()),
        .. Offer.Of(TrainOptions.Settings, new() { Recipe = Recipes.Ibp, Bounds = new() })];

    /// <summary>Reads and checks the options, and loads what they name.</summary>
    /// <exception cref="UsageException">The options are wrong, contradict each other, or do not go with the files.</exception>
    public static TrainWork Open(Given given)
    {
        var request = given.Read(TrainRequest.Settings, new());
        var teacher = request.Teacher is { } file ? ModelLoader.Load(file) : null;
        var options = Read(given, request) with { Teacher = teacher?.Sha256 };
        if (options.Validate().FirstOrDefault() is { } problem)
            throw new UsageException(problem);
        Threads.Use(request.Threads);
        if (Directory.Exists(request.Checkpoint) || Path.EndsInDirectorySeparator(request.Checkpoint))
            throw new UsageException($"--out must name the checkpoint file to write, '{request.Checkpoint}' is a folder");
        if (File.Exists(request.Checkpoint) && !request.Force)
            throw new UsageException($"{request.Checkpoint} exists already; --force replaces it");
        var images = request.Data!.Load(Split.Train);
        var network = new ArchitectureSpec(request.Architecture, new ImageShape(images.Channels, images.Height, images.Width),
            images.Classes.Count, ChannelStatistics.Of(images));
        return new(new TrainStudy(network, options, images.Sha256), request, images,
            Check(teacher?.Classifier(), network, request.Data));
    }

    /// <summary>The options of a training: what is usual for recipe, network and data, but for what was given.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="request">What is trained.</param>
    public static TrainOptions Read(Given given, TrainRequest request)
    {
        bool natural = request.Data!.Scheme == "cifar10", residual = request.Architecture.StartsWith("cifar-resnet",
            StringComparison.Ordinal);
        var options = given.Read(TrainOptions.Settings, Recipes.Defaults(request.Recipe) with
        {
            Flip = natural,
            Crop = natural ? 4
            : 2
        });
        if (!given.Has("learning-rate"))
            options = options with
            {
                LearningRate = options.Optimizer == OptimizerKind.Adam ? AdamRate : residual ? ResidualRate
                : OtherRate
            };
        if (options.Bounds is { } bounds && !given.Has("ramp-epochs"))
            options = options with { Bounds = bounds with { RampEpochs = options.Epochs / 2.0 } };
        if (!given.Has("hold"))
            options = options with
            {
                Hold = options.Bounds is { } ramp
                ? Math.Min(0.9, (ramp.RampStart + ramp.RampEpochs) / options.Epochs) : 0
            };
        return options;
    }

    private static IClassifier? Check(IClassifier? teacher, ArchitectureSpec network, DataSpec data) =>
        teacher is null || (teacher.InputShape == network.Input && teacher.Classes == network.Classes)
        ? teacher : throw new UsageException(
        $"the teacher takes {teacher.InputShape} images and has {teacher.Classes} classes, {data} has {network.Input} and "
        + $"{network.Classes}");
}
