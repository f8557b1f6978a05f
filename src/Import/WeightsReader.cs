using Audit.Formats;
using Audit.Formats.Pickle;
using Audit.Formats.PyTorch;
using Audit.Import.Checkpoints;
using Audit.Import.PyTorch;
using Audit.Inputs;
using Audit.Networks.Architectures;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>Reads state dicts out of files and tidies their names: bookkeeping out, stored normalisation aside, wrappers
/// off.</summary>
internal static class WeightsReader
{
    private const int MostChannels = 4;

    private static readonly string[] MeanNames = ["mean", "means", "new_mean"], StdNames = ["std", "sds", "new_std"];

    public static NamedWeights PyTorch(string path, List<string> warnings)
    {
        var file = PyTorchFile.Open(path);
        var found = StateDictFinder.Find(path, file.Root);
        if (found.Others.Count > 0)
            warnings.Add($"weights were taken from {Shown.Name(found.Place)}; there are others at {string.Join(", ",
                found.Others.Take(8).Select(o => Shown.Name(o)))}");
        var tensors = found.Tensors.Where(t => !ParameterNames.IsBookkeeping(t.Name))
            .Select(t => (t.Name, file.Read(t.Name, t.Tensor).ToTensor())).ToList();
        return Tidy(path, tensors, (file.Root as PickleDict)?["arch"] as string);
    }

    public static NamedWeights SafeTensors(string path, TensorFile file) =>
        Tidy(path, [.. file.Tensors.Where(t => !ParameterNames.IsBookkeeping(t.Name))], file.Metadata.GetValueOrDefault("arch"));

    public static NamedWeights TorchSharp(string path) =>
        Tidy(path, [.. TorchSharpFile.Read(path).Tensors.Where(t => !ParameterNames.IsBookkeeping(t.Name))
            .Select(t => (t.Name, t.ToTensor()))], null);

    private static NamedWeights Tidy(string path, List<(string Name, Tensor Tensor)> tensors, string? arch)
    {
        if (tensors.Count == 0)
            throw new ModelFormatException(path, "holds no tensors");
        if (tensors.GroupBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw new ModelFormatException(path, $"tensor {Shown.Name(twice.Key)} is there twice");
        var stored = TakeNormalization(tensors);
        string wrapper = ParameterNames.CommonWrapper([.. tensors.Select(t => t.Name)]);
        return new NamedWeights(path, [.. tensors.Select(t => (t.Name[wrapper.Length..], t.Tensor))], wrapper, arch, stored);
    }

    /// <summary>A pair of small tensors "NAME.mean" and "NAME.std" is a normalisation layer: (x - mean) / std.</summary>
    private static Normalization? TakeNormalization(List<(string Name, Tensor Tensor)> tensors)
    {
        foreach (var (name, mean) in tensors)
        {
            int kind = Array.IndexOf(MeanNames, name[(name.LastIndexOf('.') + 1)..]);
            if (kind < 0 || mean.numel() is < 1 or > MostChannels)
                continue;
            string stdName = string.Concat(name.AsSpan(0, name.LastIndexOf('.') + 1), StdNames[kind]);
            var std = tensors.Find(t => t.Name == stdName).Tensor;
            if (std is null || std.numel() != mean.numel())
                continue;
            var result = new Normalization(mean.to(float32).data<float>().ToArray(), std.to(float32).data<float>().ToArray());
            tensors.RemoveAll(t => t.Name == name || t.Name == stdName);
            return result;
        }
        return null;
    }
}
