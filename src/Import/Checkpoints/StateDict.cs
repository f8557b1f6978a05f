using Audit.Formats;
using Audit.Inputs;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Checkpoints;

/// <summary>Named tensors as the weights of a network: each is asked for by name, checked for shape, and none may be left
/// over.</summary>
public sealed class StateDict(string path, IEnumerable<(string Name, Tensor Tensor)> tensors) : IParameterSource
{
    private readonly Dictionary<string, Tensor> tensors = tensors.ToDictionary(t => t.Name, t => t.Tensor,
        StringComparer.Ordinal);
    private readonly HashSet<string> unused = [.. tensors.Select(t => t.Name)];

    /// <inheritdoc/>
    /// <exception cref="ModelFormatException">The tensor is missing or has another shape.</exception>
    public Tensor Get(string name, long[] shape, ParameterRole role)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(name)} is missing; the file has {string.Join(", ", tensors.Keys.Take(5).Select(k =>
                Shown.Text(k)))}, ...");
        if (!tensor.shape.AsSpan().SequenceEqual(shape))
            throw new ModelFormatException(path,
                $"tensor {Shown.Name(name)} is [{string.Join(',', tensor.shape)}], the network wants "
                + $"[{string.Join(',', shape)}]");
        unused.Remove(name);
        return tensor.dtype == ScalarType.Float32 ? tensor : tensor.to(float32);
    }

    /// <summary>Fails where the file holds tensors that the network did not ask for.</summary>
    /// <exception cref="ModelFormatException">Some tensor was not used.</exception>
    public void ExpectAllUsed()
    {
        if (unused.Count > 0)
            throw new ModelFormatException(path,
                $"the network has no place for {string.Join(", ", unused.Order().Take(5).Select(k =>
                Shown.Text(k)))} ({unused.Count} tensors)");
    }
}
