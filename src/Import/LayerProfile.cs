using Audit.Bounds;
using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;

namespace Audit.Import;

/// <summary>What one node of a network costs.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Op">What it computes.</param>
/// <param name="Shape">Shape of its value, without the batch.</param>
/// <param name="Parameters">Numbers in its tensors; a normalisation's mean and std are none.</param>
/// <param name="MultiplyAdds">Multiplications with an addition, for one image; layers without weights count nothing.</param>
public sealed record LayerProfile(string Name, string Op, IReadOnlyList<long> Shape, long Parameters, long MultiplyAdds)
{
    /// <summary>All nodes of a network.</summary>
    public static IReadOnlyList<LayerProfile> Of(Graph graph)
    {
        var shapes = Shapes.Run(graph);
        var work = Networks.Interpreters.MultiplyAdds.Run(graph);
        return [.. graph.Nodes.Select((node, k) => new LayerProfile(node.Name, node.Op.Name, shapes[k], Count(node.Op),
            work[k]))];
    }

    private static long Count(Op op) => op is Normalize ? 0 : op.Tensors.Sum(t => t.Tensor.numel());
}
