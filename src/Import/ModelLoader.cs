using System.Globalization;
using System.Security.Cryptography;
using Audit.Bounds;
using Audit.Formats;
using Audit.Import.Checkpoints;
using Audit.Import.Onnx;
using Audit.Inputs;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>Opens a model of any kind that is read here.</summary>
public static class ModelLoader
{
    /// <param name="path">The file; its content decides what it is, not its name.</param>
    /// <param name="options">What the file does not say itself.</param>
    /// <exception cref="ModelFormatException">The file is damaged, unknown, or not determined by its content and the
    /// options.</exception>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LoadedModel Load(string path, LoadOptions? options = null)
    {
        options ??= new LoadOptions();
        if (options.Validate().FirstOrDefault() is { } problem)
            throw new UsageException(problem);
        if (!File.Exists(path))
            throw new ModelFormatException(path, Directory.Exists(path) ? "is a folder, expected a model file"
                : FileNames.Missing(path, "model file"));
        var kind = FileSniffer.Kind(path);
        var model = kind switch
        {
            ModelKind.SafeTensors => SafeTensorsModel(path, options),
            ModelKind.PyTorch => PyTorchModel(path, options),
            ModelKind.TorchSharp => FromWeights(path, kind, options, _ => WeightsReader.TorchSharp(path)),
            ModelKind.TorchScript => ScriptModel.Load(path, options),
            _ => OnnxModel(path, options),
        };
        model = model with { MemoryLimit = options.MemoryLimit, AllowsNonFinite = options.AllowNonFinite };
        model.ExpectMemory(ActivationMemory.Batch, gradients: false);
        model = model with { Warnings = [.. model.Warnings, .. NonFinite(model, options)], ReadAs = ReadAs(model, options) };
        return options.Golden is { } golden ? model with { Golden = GoldenLogits.Compare(path, golden, AsStored(model, options)) }
            : model;
    }

    /// <summary>Warnings of weights that are not finite, where they are allowed.</summary>
    /// <exception cref="ModelFormatException">They are not.</exception>
    private static IReadOnlyList<string> NonFinite(LoadedModel model, LoadOptions options)
    {
        string[] problems = [.. model.Graph is { } graph ? FiniteWeights.Problems(graph) : model.Kind == ModelKind.TorchScript
            ? ScriptWeights.Problems(model.Path) : []];
        return problems.Length == 0 || options.AllowNonFinite ? problems
            : throw new ModelFormatException(model.Path,
            $"{problems[0]}{(problems.Length > 1 ? $" (and {problems.Length - 1} more like it)" : "")}: "
                + "expected finite numbers; --allow-non-finite uses it as it is, and certificates abstain where logits are not "
                + "finite");
    }

    private static LoadedModel SafeTensorsModel(string path, LoadOptions options)
    {
        var file = TensorFile.Read(path);
        if (file.Metadata.ContainsKey("arch") && file.Metadata.ContainsKey("input"))
        {
            var checkpoint = Checkpoint.Load(path);
            var (spec, graph, warnings) = (checkpoint.Spec, checkpoint.Graph, new List<string>());
            if (options.Arch is { } arch && arch != spec.Name)
                throw new UsageException(
                    $"--arch {Shown.Text(arch)}: {path} names its own architecture, {Shown.Name(spec.Name)}; leave --arch out");
            if (options.Input is { } input && input != spec.Input)
                throw new UsageException($"--input {input}: {path} names its own shape, {spec.Input}; leave --input out");
            if (options.Normalization is { } given)
            {
                if (spec.Normalization is not null)
                    throw new UsageException($"{path} holds its own normalisation: --mean and --std are for files without one");
                WeightsLoader.CheckChannels(path, given, spec.Input);
                graph = NormalizedInput.Before(graph, given);
            }
            else if (spec.Normalization is null)
            {
                warnings.Add("no normalisation was found: the network takes pixels as they are");
            }
            return Model(path, ModelKind.Checkpoint, spec.Name, graph, warnings) with
            {
                TrainingSigma = checkpoint.TrainingSigma,
                TrainingNoise = checkpoint.TrainingNoise
            };
        }
        return FromWeights(path, ModelKind.SafeTensors, options, _ => WeightsReader.SafeTensors(path, file));
    }

    private static LoadedModel PyTorchModel(string path, LoadOptions options) =>
        FromWeights(path, ModelKind.PyTorch, options, warnings => WeightsReader.PyTorch(path, warnings));

    private static LoadedModel FromWeights(string path, ModelKind kind, LoadOptions options, Func<List<string>,
        NamedWeights> read)
    {
        var warnings = new List<string>();
        using var guard = no_grad();
        var (graph, arch) = WeightsLoader.Load(read(warnings), options, warnings);
        return Model(path, kind, arch, graph, warnings);
    }

    private static LoadedModel OnnxModel(string path, LoadOptions options)
    {
        var warnings = new List<string>();
        if (options.Arch is not null)
            throw new UsageException($"{path} is ONNX and holds its own graph: --arch is for files of weights");
        var imported = OnnxImporter.Import(path, new OnnxImportOptions
        {
            InputShape = options.Input,
            Memory = options.MemoryLimit
        });
        var graph = imported.Graph;
        warnings.AddRange(imported.Warnings);
        if (options.Normalization is { } n)
        {
            WeightsLoader.CheckChannels(path, n, graph.InputShape);
            graph = NormalizedInput.Before(graph, n);
        }
        else if (!NormalizedInput.IsIn(graph))
        {
            warnings.Add("no normalisation was found: if images were normalised in training, outside the network, give --mean "
                + "and --std");
        }
        return Model(path, ModelKind.Onnx, "as in the file", graph, warnings) with { Onnx = imported.Facts };
    }

    private static LoadedModel Model(string path, ModelKind kind, string arch, Graph graph, List<string> warnings)
    {
        using var stream = File.OpenRead(path);
        return new LoadedModel
        {
            Path = path,
            Kind = kind,
            Architecture = arch,
            Graph = graph,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(stream)),
            Warnings = warnings,
        };
    }

    private static string? ReadAs(LoadedModel model, LoadOptions options)
    {
        static string Join(IReadOnlyList<float> values) => string.Join(',',
            values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
        return model.Kind == ModelKind.Checkpoint && options.Normalization is null ? null
            : $"{model.Architecture}{(options.Normalization is { } n ? $"; mean {Join(n.Mean)}; std "
            + $"{Join(n.Std)}" : "")}{(options.Input is { } input ? $"; input {input}" : "")}";
    }

    /// <summary>The function that the file itself holds: stored logits know nothing of --mean and --std.</summary>
    private static Func<Tensor, Tensor> AsStored(LoadedModel model, LoadOptions options)
    {
        if (model.Graph is not { } graph)
        {
            var classifier = model.Classifier();
            return x => classifier.Logits(x);
        }
        var stored = options.Normalization is null ? graph : NormalizedInput.Without(graph);
        return x => Forward.Run(stored, x.dim() == 4 ? x : x.reshape(stored.InputShape.Batch(x.shape[0])));
    }
}
