using Audit.Networks.Graphs;

namespace Audit.Networks.Interpreters;

/// <summary>Multiply-adds of one image in each node: what layers with weights cost. Other ops count as free.</summary>
public static class MultiplyAdds
{
    /// <returns>One count per node, in node order.</returns>
    public static IReadOnlyList<long> Run(Graph graph)
    {
        var shapes = Shapes.Run(graph);
        return [.. graph.Nodes.Select((node, k) => AffineOps.Work.Apply(node.Op,
            (shapes[k], node.Inputs.Count > 0 ? shapes[node.Inputs[0]] : [])))];
    }
}
