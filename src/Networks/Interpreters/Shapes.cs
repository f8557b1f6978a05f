using Audit.Networks.Graphs;

namespace Audit.Networks.Interpreters;

/// <summary>The shape, without the batch, of every value of a network. Takes no memory; refuses ops whose inputs do not
/// fit.</summary>
public static class Shapes
{
    private static OpTable<IReadOnlyList<long[]>, long[]> Rules { get; } = new() { AffineOps.Shapes, ElementwiseOps.Shapes,
        StepOps.Shapes, PoolingOps.Shapes, ShapeOps.Shapes };

    /// <returns>One shape per node, in node order.</returns>
    /// <exception cref="ShapeException">An op's inputs do not fit its tensors or attributes; the message names the
    /// node.</exception>
    /// <exception cref="UnsupportedOpException">The network holds an op without a rule here.</exception>
    public static IReadOnlyList<long[]> Run(Graph graph)
    {
        var shapes = new long[graph.Nodes.Count][];
        shapes[0] = [graph.InputShape.Channels, graph.InputShape.Height, graph.InputShape.Width];
        for (int k = 1; k < shapes.Length; k++)
        {
            var node = graph.Nodes[k];
            try
            {
                shapes[k] = Of(node.Op, [.. node.Inputs.Select(i => shapes[i])])
                    ?? throw new UnsupportedOpException(nameof(Shapes), k, node);
            }
            catch (Exception e) when (e is ShapeException or OverflowException)
            {
                throw new ShapeException($"node {k} ({node.Name}): {e.Message}", e);
            }
        }
        return shapes;
    }

    /// <summary>The shape that an op gives, or null where there is no rule for it.</summary>
    /// <param name="op">The op; sizes in its attributes may be anything.</param>
    /// <param name="inputs">Shapes of its inputs, without the batch.</param>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    /// <exception cref="OverflowException">A size is beyond 64 bits.</exception>
    public static long[]? Of(Op op, IReadOnlyList<long[]> inputs) => Rules.Apply(op, inputs);
}
