using Audit.Datasets;
using Audit.Defences;
using Audit.Import;
using Audit.Inputs;
using Audit.Networks;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using Device = TorchSharp.torch.Device;

namespace Audit.Studies.Subjects;

/// <summary>Loads what the options of a study name.</summary>
/// <param name="options">The options.</param>
/// <param name="warn">Told what a user should know before trusting results.</param>
public sealed class SubjectLoader(SubjectOptions options, Action<string> warn)
{
    /// <summary>Loads models and images, and checks that they go together.</summary>
    /// <param name="arithmetic">What the network is computed in.</param>
    /// <exception cref="UsageException">They do not.</exception>
    public Subject Load(ArithmeticOptions? arithmetic = null)
    {
        arithmetic ??= new();
        if (options.Images.Problem is { } problem)
            throw new UsageException(problem);
        Threads.Use(options.Threads);
        string path = options.Models[0];
        var images = options.Data!.Load(Split.Test);
        var loaded = LoadModel(path, options.Defences, Shape(images));
        if (arithmetic.Name is { } asked && loaded.Graph is null)
            throw new UsageException($"--precision {asked}: {path} is a black box here "
                + $"({(options.Defences.Count > 0 ? "behind --defence" : loaded.Kind)}), which runs in its own precision");
        var where = Devices.Parse(options.Device, warn);
        if (arithmetic.Precision == Precision.Float16 && where.type != DeviceType.CUDA)
            throw new UsageException($"--precision float16 is for CUDA devices, got --device {where}: use bfloat16");
        var classifier = loaded.Classifier(where, arithmetic.Precision, warn);
        images = images.For(classifier.Classes);
        CheckImages(path, classifier, images);
        return new Subject
        {
            Options = options,
            Question = Question(loaded, images, arithmetic),
            Model = loaded,
            Classifier = classifier,
            Images = images,
            Indexes = options.Images.Of(images.Count, images.Label),
            Precision = arithmetic.Precision,
            Further = [.. options.Models.Skip(1).Select(other =>
                Further(other, LoadModel(other, options.Defences, classifier.InputShape), where, classifier))],
            Fast = arithmetic.IsMixed ? loaded.Classifier(where, Precision.Bfloat16, warn) : null,
        };
    }

    /// <summary>Models beside the subject's own, without its defences.</summary>
    /// <param name="files">Their files.</param>
    /// <param name="subject">What they must agree with in input and classes.</param>
    public IReadOnlyList<OtherModel> LoadOthers(IEnumerable<string> files, Subject subject) =>
        [.. files.Select(file => Further(file, LoadModel(file, [], subject.Classifier.InputShape), subject.Classifier.Device,
            subject.Classifier))];

    private void CheckImages(string path, IClassifier classifier, ImageSet images)
    {
        var input = classifier.InputShape;
        if (Shape(images) != input)
            throw new UsageException($"{path} takes {input} images, {options.Data} has {Shape(images)}");
        if (images.Classes.Count != classifier.Classes)
            throw new UsageException($"{path} has {classifier.Classes} classes, {options.Data} has {images.Classes.Count}");
    }

    private static ImageShape Shape(ImageSet images) => new(images.Channels, images.Height, images.Width);

    private SubjectQuestion Question(LoadedModel loaded, ImageSet images, ArithmeticOptions arithmetic)
    {
        bool named = options.Images.Named is not null;
        return new SubjectQuestion
        {
            ModelSha256 = loaded.Sha256,
            Data = images.Name,
            DataSha256 = images.Sha256,
            Images = named ? options.Images.Of(images.Count, images.Label) : null,
            Skip = named ? null : options.Images.Skip,
            Max = named ? null : options.Images.Max,
            Seed = options.Seed,
            ModelReadAs = loaded.ReadAs,
            Precision = arithmetic.Name,
            Defence = options.Defences.Count > 0 ? [.. options.Defences.Select(d => d.Text)] : null,
        };
    }

    private LoadedModel LoadModel(string path, IReadOnlyList<Defence> around, ImageShape offered)
    {
        var loaded = ModelLoader.Load(path, options.Load with { Offered = offered })
            .Behind(around, new Rng(options.Seed).Derive("defence"));
        foreach (string warning in loaded.Warnings)
            warn($"{path}: {warning}");
        return loaded;
    }

    private OtherModel Further(string path, LoadedModel loaded, Device device, IClassifier first)
    {
        var classifier = loaded.Classifier(device, warn: warn);
        return classifier.InputShape == first.InputShape && classifier.Classes == first.Classes
            ? new OtherModel(path, loaded, classifier)
            : throw new UsageException(
            $"{path} takes {classifier.InputShape} images and has {classifier.Classes} classes, the first model "
            + $"{first.InputShape} and {first.Classes}");
    }
}
