using System.Globalization;
using Audit.Formats;
using Audit.Inputs;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Checkpoints;

/// <summary>A network of ours with how it was made: safetensors plus metadata.</summary>
/// <param name="Spec">Architecture, input shape, classes, normalisation.</param>
/// <param name="Graph">The network.</param>
/// <param name="Training">How it was trained ("recipe", "sigma", "epochs", "command", ...), as text.</param>
public sealed record Checkpoint(ArchitectureSpec Spec, Graph Graph, IReadOnlyDictionary<string, string> Training)
{
    /// <summary>Noise level that the network was trained with, where the recipe has one.</summary>
    public double? TrainingSigma =>
        Training.TryGetValue("sigma", out string? text) && Numbers.TryReal(text, out double sigma) ? sigma : null;

    /// <summary>Distribution of that noise by name; null is Gaussian.</summary>
    public string? TrainingNoise => Training.GetValueOrDefault("noise");

    /// <summary>Writes the checkpoint, with extra tensors (an optimiser's, say) where given.</summary>
    public void Save(string path, IEnumerable<(string Name, Tensor Tensor)>? extra = null)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Training)
            metadata[key] = value;
        metadata["arch"] = Spec.Name;
        metadata["classes"] = Spec.Classes.ToString(CultureInfo.InvariantCulture);
        metadata["input"] = Spec.Input.ToString();
        if (Spec.Normalization is { } n)
        {
            metadata["mean"] = Join(n.Mean);
            metadata["std"] = Join(n.Std);
        }
        var own = Graph.Tensors.Where(t => !t.Name.StartsWith("normalize.", StringComparison.Ordinal));
        new TensorFile([.. own, .. extra ?? []], metadata).Write(path);
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="extraPrefix">Tensors whose names begin so are not the network's and are skipped.</param>
    /// <exception cref="ModelFormatException">The file is no checkpoint of ours.</exception>
    public static Checkpoint Load(string path, string extraPrefix = "optimizer.")
    {
        var file = TensorFile.Read(path);
        string Field(string key) => file.Metadata.TryGetValue(key, out string? value) ? value
            : throw new ModelFormatException(path,
            $"metadata {Shown.Name(key)} is missing: expected a checkpoint written by train");
        ModelFormatException Wrong(string key, string expected) =>
            new(path, $"metadata {Shown.Name(key)} is {Shown.Name(Field(key))}, expected {expected}");
        float[] Numbered(string key, int count)
        {
            float[] values = [.. Numbers.Items(Field(key)).Select(s => Numbers.TryReal(s, out float value) ? value
                : throw Wrong(key, "numbers with commas between them"))];
            return values.Length == count ? values : throw Wrong(key, $"{count} numbers");
        }
        int[] input = [.. Field("input").Split('x').Select(s => Numbers.TryCount(s, out int size) && size is >= 1 and <= 4096
            ? size : throw Wrong("input", "CxHxW"))];
        if (input.Length != 3)
            throw Wrong("input", "CxHxW");
        var normalization = file.Metadata.ContainsKey("mean")
            ? new Normalization(Numbered("mean", input[0]), Numbered("std", input[0])) : null;
        if (!Numbers.TryCount(Field("classes"), out int classes))
            throw Wrong("classes", "a whole number");
        if (file.Metadata.TryGetValue("sigma", out string? noise) && !(Numbers.TryReal(noise, out double sigma) && sigma >= 0))
            throw Wrong("sigma", "a number of at least 0");
        var spec = new ArchitectureSpec(Field("arch"), new ImageShape(input[0], input[1], input[2]), classes, normalization);
        try
        {
            var weights = new StateDict(path, file.Tensors.Where(t => !t.Name.StartsWith(extraPrefix, StringComparison.Ordinal)));
            var graph = Architecture.Build(spec, weights);
            weights.ExpectAllUsed();
            return new Checkpoint(spec, graph, file.Metadata);
        }
        catch (Exception e) when (e is UsageException or ShapeException)
        {
            throw new ModelFormatException(path, e.Message);
        }
    }

    private static string Join(IReadOnlyList<float> values) =>
        string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
