using Audit.Defences;
using Audit.Formats;
using Audit.Import.Onnx;
using Audit.Inputs;
using Audit.Networks;
using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Noise;
using TorchSharp;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>A model of any kind, ready to be audited.</summary>
public sealed record LoadedModel
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What the file is.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>Architecture as given, found or guessed; for files that carry their own graph, the format.</summary>
    public required string Architecture { get; init; }

    /// <summary>Lower-case hex SHA-256 of the file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How the file was read, where that is not in the file alone: architecture and options. Null for checkpoints of
    /// ours.</summary>
    public string? ReadAs { get; init; }

    /// <summary>The network, normalisation included; null for black boxes, which bounds cannot read.</summary>
    public Graph? Graph { get; init; }

    /// <summary>What an ONNX file says of itself; null for other kinds.</summary>
    public OnnxFacts? Onnx { get; init; }

    /// <summary>Makes the black box, where there is no graph.</summary>
    internal Func<Device, IClassifier>? BlackBox { get; init; }

    /// <summary>How a model that is a program is kept from doing harm; null for models that are data.</summary>
    public string? Sandbox { get; init; }

    /// <summary>Noise that the model was trained with, where the file says so.</summary>
    public double? TrainingSigma { get; init; }

    /// <summary>Distribution of that noise by name; null is Gaussian.</summary>
    public string? TrainingNoise { get; init; }

    /// <summary>What a user should know before trusting results.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What stands around the network, as an image meets it; empty for nothing.</summary>
    public IReadOnlyList<Defence> Defences { get; init; } = [];

    /// <summary>Comparison with stored logits, where asked for.</summary>
    public GoldenDifference? Golden { get; init; }

    /// <summary>Whether NaN and infinities were asked for to be let through.</summary>
    public bool AllowsNonFinite { get; init; }

    /// <summary>Bytes that the network's values may take.</summary>
    internal long MemoryLimit { get; init; } = ActivationMemory.Default;

    /// <summary>Refuses what would take more memory than is allowed, before any of it is taken. What a black box takes cannot be
    /// known.</summary>
    /// <param name="images">Images at once.</param>
    /// <param name="gradients">Whether for a backward pass.</param>
    /// <param name="advice">What else than more memory would help.</param>
    /// <exception cref="ModelFormatException">It would; the message names the largest value.</exception>
    public void ExpectMemory(long images, bool gradients, string advice = "")
    {
        if (Graph is { } graph && ActivationMemory.Of(graph, images, gradients).Excess(MemoryLimit) is { } excess)
            throw new ModelFormatException(Path, $"{excess} (--memory allows more{advice})");
    }

    /// <summary>The model as a function, on a device: compiled where it can be.</summary>
    /// <param name="device">Where; the CPU if not given.</param>
    /// <param name="precision">Arithmetic of the layers.</param>
    /// <param name="warn">Told, in one line, where the compiled network disagrees with libtorch, which then runs in its
    /// place.</param>
    /// <exception cref="UsageException">A black box has the precision that it has.</exception>
    public IClassifier Classifier(Device? device = null, Precision precision = Precision.Float32, Action<string>? warn = null)
    {
        var where = device ?? CPU;
        if (Graph is not null)
        {
            var compilation = where.type == DeviceType.CPU ? CompiledClassifier.Compile(Graph, precision, text => warn
                ?.Invoke($"{Path}: {text}")) : null;
            if (compilation is { Disagrees: true })
                warn?.Invoke($"{Path}: runs through libtorch, not the compiled engine: {compilation.Why}");
            return compilation?.Classifier ?? (IClassifier)new GraphClassifier(Graph, where, precision);
        }
        return precision == Precision.Float32 ? BlackBox!(where)
            : throw new UsageException(
            $"{Path} is a black box, which runs in its own precision: expected float32, got "
            + $"{precision.ToString().ToLowerInvariant()}");
    }

    /// <summary>The model behind defences: a black box, since the graph's bounds say nothing of what stands around it.</summary>
    /// <param name="defences">None leaves the model as it is.</param>
    /// <param name="source">Default random source.</param>
    public LoadedModel Behind(IReadOnlyList<Defence> defences, Rng source) => defences.Count == 0 ? this : this with
    {
        Graph = null,
        // Pruning reads the values between layers, which the compiled form does not show.
        BlackBox = device => Defended.Wrap(Graph is not null && defences.OfType<ActivationPruning>().Any()
            ? new GraphClassifier(Graph, device) : Classifier(device),
            defences, source),
        Defences = [.. Defences, .. defences],
    };
}
