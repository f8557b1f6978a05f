using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Cli.Terminal;
using Audit.Datasets;
using Audit.Defences;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Import;
using Audit.Networks;
using Audit.Networks.Inference;
using Audit.Noise;

namespace Audit.Cli.Options;

/// <summary>What is audited: a model, a data set, and which of its images.</summary>
/// <param name="several">Whether --model may be given more than once.</param>
public sealed class SubjectOptions(bool several = false)
{
    private readonly Option<string[]> model = Choose.Needed<string[]>("--model",
        $"Model file: of train, ONNX, PyTorch checkpoint, safetensors or TorchScript{(several ? "; several are attacked as one" : "")}").ExistingFile("model file");

    private readonly ModelOptions modelOptions = new();
    private readonly DefenceOptions defences = new();
    private readonly Option<string> data = Choose.Needed<string>("--data", $"Data set: {string.Join(", ", DataSource.Known.Select(d => d.Usage))}");
    private readonly ImageSelection selection = new();
    private readonly Option<ulong> seed = Choose.With("--seed", 0ul, "Seed of all randomness");
    private readonly Option<string> device = Choose.Device();
    private readonly Option<int> threads = Choose.Threads();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(model);
        command.Add(data);
        selection.AddTo(command);
        foreach (Option option in (Option[])[seed, device, threads])
            command.Add(option);
        modelOptions.AddTo(command);
        defences.AddTo(command);
    }

    /// <summary>Loads what the options name.</summary>
    public Subject Load(ParseResult parse, Arithmetic arithmetic = default)
    {
        int count = Math.Min(parse.GetValue(threads), Environment.ProcessorCount);
        string[] paths = parse.GetRequiredValue(model);
        if (paths.Length > 1 && !several)
            throw new UsageException($"--model was given {paths.Length} times; this command takes one");
        string path = paths[0];
        var spec = DataSpec.Parse(parse.GetRequiredValue(data));
        var around = defences.Read(parse);
        Threads.Use(count);

        var loaded = LoadModel(parse, path, around);
        if (arithmetic.Name is { } asked && loaded.Graph is null)
            throw new UsageException($"--precision {asked}: {path} is a black box here ({(around.Count > 0 ? "behind --defence" : loaded.Kind)}), which runs in its own precision");
        var where = Devices.Parse(parse.GetRequiredValue(device));
        if (arithmetic.Precision == Precision.Float16 && where.type != DeviceType.CUDA)
            throw new UsageException($"--precision float16 is for CUDA devices, got --device {where}: use bfloat16");
        var classifier = loaded.Classifier(where, arithmetic.Precision, Errors.Warn);
        var images = spec.Load(Split.Test);
        var input = classifier.InputShape;
        if ((images.Channels, images.Height, images.Width) != (input.Channels, input.Height, input.Width))
            throw new UsageException($"{path} takes {input} images, {spec} has {images.Channels}x{images.Height}x{images.Width}");
        if (images.Classes.Count != classifier.Classes)
            throw new UsageException($"{path} has {classifier.Classes} classes, {spec} has {images.Classes.Count}");

        var question = new JsonObject
        {
            ["model_sha256"] = loaded.Sha256,
            ["data"] = images.Name,
            ["split"] = "test",
            ["data_sha256"] = images.Sha256,
        };
        var indexes = selection.Read(parse, images.Count, question);
        question["seed"] = parse.GetValue(seed);
        // The same weights behind another normalisation or architecture are another model.
        if (loaded.ReadAs is { } readAs)
            question["model_read_as"] = readAs;
        if (arithmetic.Name is { } name)
            question["precision"] = name;
        if (around.Count > 0)
            question["defence"] = new JsonArray([.. around.Select(d => (JsonNode)d.Text)]);
        return new Subject(path, loaded, classifier, images, indexes, parse.GetValue(seed), count)
        {
            Question = question,
            Further = [.. paths.Skip(1).Select(other => Further(other, LoadModel(parse, other, around), where, classifier))],
            Fast = arithmetic.Pairs is null ? null : loaded.Classifier(where, Precision.Bfloat16, Errors.Warn),
        };
    }

    /// <summary>Models beside the subject's own, without its defences.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="files">Their files.</param>
    /// <param name="subject">What they must agree with in input and classes.</param>
    public IReadOnlyList<OtherModel> LoadOthers(ParseResult parse, IEnumerable<string> files, Subject subject) =>
        [.. files.Select(file => Further(file, LoadModel(parse, file, []), subject.Classifier.Device, subject.Classifier))];

    private LoadedModel LoadModel(ParseResult parse, string path, IReadOnlyList<Defence> around)
    {
        var loaded = ModelLoader.Load(path, modelOptions.Read(parse)).Behind(around, new Rng(parse.GetValue(seed)).Derive("defence"));
        foreach (string warning in loaded.Warnings)
            Errors.Warn($"{path}: {warning}");
        return loaded;
    }

    private static OtherModel Further(string path, LoadedModel loaded, TorchSharp.torch.Device device, IClassifier first)
    {
        var classifier = loaded.Classifier(device, warn: Errors.Warn);
        return classifier.InputShape == first.InputShape && classifier.Classes == first.Classes ? new OtherModel(path, loaded, classifier)
            : throw new UsageException($"{path} takes {classifier.InputShape} images and has {classifier.Classes} classes, the first model {first.InputShape} and {first.Classes}");
    }
}
