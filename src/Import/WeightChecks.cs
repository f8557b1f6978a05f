using Audit.Formats;
using Audit.Networks;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>What can be seen to be wrong with weights without running them.</summary>
internal static class WeightChecks
{
    /// <param name="graph">The network; null for a black box.</param>
    public static IEnumerable<string> Of(Graph? graph)
    {
        if (graph is null)
            yield break;
        foreach (var (name, tensor) in graph.Tensors)
        {
            if (!IsFinite(tensor))
                yield return $"tensor '{name}' holds NaN or infinite values";
        }
    }

    private static bool IsFinite(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        // A sum can overflow where no element does, x * 0 cannot.
        return tensor.numel() == 0 || (tensor * 0).eq(0).all().ToBoolean();
    }
}
