using System.Globalization;
using Audit.Formats;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import.Checkpoints;

/// <summary>A network's weights as TorchSharp's Module.load reads them.</summary>
public static class TorchSharpWeights
{
    /// <summary>All weights by name. Batch norms get the counter that TorchSharp's own have, so that a strict load finds every
    /// name.</summary>
    /// <remarks>The normalisation of images is left out: it is no part of the module that was trained. <see
    /// cref="Normalization"/> says what it is.</remarks>
    public static IReadOnlyList<StoredTensor> Of(Graph graph)
    {
        using var scope = NewDisposeScope();
        return [.. graph.Nodes.Where(n => n.Op is not Normalize).SelectMany(Tensors).Select(t => t.Tensor.ToStored(t.Name))];
    }

    /// <summary>Such as "--mean 0.5,0.5,0.5 --std 0.2,0.2,0.2"; null where the network has none.</summary>
    public static string? Normalization(Graph graph) =>
        graph.Nodes.Select(n => n.Op).OfType<Normalize>().FirstOrDefault() is { } n ? $"--mean {Join(n.Mean)} --std {Join(n.Std)}"
            : null;

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(Node node)
    {
        foreach (var (name, tensor) in node.Op.Tensors)
            yield return ($"{node.Name}.{name}", tensor);
        if (node.Op is BatchNorm)
            yield return ($"{node.Name}.num_batches_tracked", zeros([], int64));
    }

    private static string Join(Tensor values)
    {
        using var host = values.to(float32).cpu();
        return string.Join(',', host.data<float>().ToArray().Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
    }
}
