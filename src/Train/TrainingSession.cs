using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Audit.Datasets;
using Audit.Formats;
using Audit.Import.Checkpoints;
using Audit.Inputs;
using Audit.Inputs.Files;
using Audit.Networks;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>A training run on disk: FILE.partial holds weights and optimiser after each epoch, FILE the finished
/// checkpoint.</summary>
public sealed class TrainingSession : IDisposable
{
    private const string OptimizerPrefix = "optimizer.";
    private readonly string path;
    private readonly ArchitectureSpec spec;
    private readonly TrainOptions options;
    private readonly string key;
    private readonly Trainer trainer;

    private TrainingSession(string path, ArchitectureSpec spec, Graph graph, TrainOptions options, ImageSet data,
        IClassifier? teacher, string key, int finished)
    {
        (this.path, this.spec, this.options, this.key) = (path, spec, options, key);
        Graph = graph;
        FinishedEpochs = finished;
        trainer = new Trainer(graph, data, options, teacher);
    }

    /// <summary>The network, as far as it is trained.</summary>
    public Graph Graph { get; }

    /// <summary>Epochs that a partial checkpoint holds already.</summary>
    public int FinishedEpochs { get; }

    /// <summary>Starts a run, or continues the partial checkpoint of the very same one.</summary>
    /// <param name="path">The checkpoint to write in the end.</param>
    /// <param name="spec">The network.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="data">Training images.</param>
    /// <param name="discard">Starts over, whatever there is.</param>
    /// <param name="teacher">For recipe distillation; its hash is in the options.</param>
    /// <exception cref="ModelFormatException">The partial checkpoint is of another run.</exception>
    public static TrainingSession Open(string path, ArchitectureSpec spec, TrainOptions options, ImageSet data, bool discard,
        IClassifier? teacher = null)
    {
        string key = Key(spec, options, data.Sha256);
        string partial = Partial(path);
        if (discard || !File.Exists(partial))
            return new TrainingSession(path, spec, Architecture.Build(spec, Start(options)), options, data, teacher, key, 0)
                .WithRoom();

        var checkpoint = Checkpoint.Load(partial, OptimizerPrefix);
        if (checkpoint.Training.GetValueOrDefault("key") != key)
            throw new ModelFormatException(partial,
                "is the beginning of another training run (other options or data); --force discards it");
        string? epochs = checkpoint.Training.GetValueOrDefault("finished_epochs");
        if (!Numbers.TryCount(epochs, out int finished) || finished >= options.Epochs)
            throw new ModelFormatException(partial,
                $"metadata 'finished_epochs' is {Shown.Name(epochs ?? "")}, expected a number below {options.Epochs}; --force "
                + $"discards it");
        var session = new TrainingSession(path, spec, checkpoint.Graph, options, data, teacher, key, finished);
        var stored = TensorFile.Read(partial).Tensors.ToDictionary(t => t.Name, t => t.Tensor);
        using var guard = no_grad();
        foreach (var (name, velocity) in session.trainer.OptimizerState)
        {
            if (!stored.TryGetValue(OptimizerPrefix + name, out var kept) || !kept.shape.SequenceEqual(velocity.shape))
                throw new ModelFormatException(partial,
                    $"expected tensor {Shown.Name(OptimizerPrefix + name)} of shape [{string.Join(',', velocity.shape)}]; "
                    + $"--force discards it");
            velocity.copy_(kept);
        }
        return session.WithRoom();
    }

    /// <summary>Makes sure, before hours of work, that the checkpoints can be written: a new one stands beside the one that it
    /// replaces.</summary>
    private TrainingSession WithRoom()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        long bytes = Graph.Tensors.Concat(trainer.OptimizerState).Sum(t => t.Tensor.numel() * sizeof(float));
        var created = NewFolders.Create(folder);
        try
        {
            DiskSpace.Ensure(folder, 2 * bytes, $"the checkpoints of {Path.GetFileName(path)}");
            return this;
        }
        catch
        {
            Dispose();
            created.Remove();
            throw;
        }
    }

    /// <summary>Trains to the end and writes the checkpoint.</summary>
    /// <exception cref="OperationCanceledException">Stopped between two steps; finished epochs are kept.</exception>
    public void Run(Action<TrainProgress> progress, CancellationToken cancel)
    {
        trainer.Run(FinishedEpochs, progress, SaveEpoch, cancel);
        File.Delete(Partial(path));
    }

    private void SaveEpoch(int finished)
    {
        if (finished < options.Epochs)
            Describe(finished).Save(Partial(path), OptimizerTensors());
        else
            Describe(finished).Save(path);
    }

    private IEnumerable<(string, Tensor)> OptimizerTensors() =>
        trainer.OptimizerState.Select(t => (OptimizerPrefix + t.Name, t.Tensor));

    private Checkpoint Describe(int finished)
    {
        var training = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["recipe"] = options.Recipe,
            ["epochs"] = options.Epochs.ToString(CultureInfo.InvariantCulture),
            ["options"] = options.ToString(),
        };
        if (Recipes.Of(options.Recipe).Noise is { } noise)
            training["noise"] = noise;
        if (Recipes.Of(options.Recipe).IsForSmoothing)
            training["sigma"] = options.Sigma.ToString("R", CultureInfo.InvariantCulture);
        if (Recipes.Of(options.Recipe).NeedsEpsilon)
            training["epsilon"] = options.Epsilon.ToString("R", CultureInfo.InvariantCulture);
        if (finished < options.Epochs)
        {
            training["finished_epochs"] = finished.ToString(CultureInfo.InvariantCulture);
            training["key"] = key;
        }
        return new Checkpoint(spec, Graph, training);
    }

    private static IParameterSource Start(TrainOptions options) =>
        options.Bounds is { FastStart: true } ? new FastInitializer(new Rng(options.Seed))
            : new Initializer(new Rng(options.Seed));

    private static string Partial(string path) => path + ".partial";

    /// <summary>Identity of a training: everything that its result depends on.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="dataSha256">Hash of the training images.</param>
    public static string Key(ArchitectureSpec spec, TrainOptions options, string dataSha256) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"{spec.Name} {spec.Input} {spec.Classes} {options} {dataSha256}"))))[..16];

    /// <inheritdoc/>
    public void Dispose() => trainer.Dispose();
}
