using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>What rounding can make each step of a backward pass cost, as vectors that the rows' absolute values are multiplied
/// with.</summary>
/// <param name="values">Rounded intervals of every node.</param>
internal sealed class CrownErrors(Graph graph, IReadOnlyList<Interval?> values)
{
    private readonly IReadOnlyList<long[]> shapes = Shapes.Run(graph);
    private readonly Tensor?[] costs = new Tensor?[graph.Nodes.Count];
    private readonly Tensor?[] floors = new Tensor?[graph.Nodes.Count];

    /// <summary>Whether the node's cost is known.</summary>
    public bool Has(int node) => floors[node] is not null;

    /// <summary>Computes a node's cost; it lives as long as the caller's scope.</summary>
    public void Prepare(int node, Relaxation? lines)
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [.. graph.Nodes[node].Inputs.Select(Size)];
        costs[node] = Of(node, inputs, lines)?.MoveToOuterDisposeScope();
        // Underflow: each coefficient may be off by less than Tiny over the sum of what the coefficients multiply.
        var sum = inputs.Select(t => RowMaps.Flat(t, 1).sum(1, true)).Aggregate((a, b) => a + b);
        floors[node] = (sum * Rounding.Tiny + Rounding.Tiny).MoveToOuterDisposeScope();
    }

    /// <summary>What a step behind rows of these absolute values, [N,K,...], can be off by, [N,K].</summary>
    public Tensor Cost(int node, Tensor size) => costs[node] is { } cost ? Concretisation.Dot(size, cost) + floors[node]!
        : floors[node]!;

    /// <summary>The same for one addition of rows at a node, from the size of their sum.</summary>
    public Tensor OfAddition(int node, Tensor size) => Concretisation.Dot(size, Size(node)) * Rounding.Gamma(2);

    private Tensor Size(int node) =>
        (values[node] ?? throw new ArgumentException(
        $"rounding errors need bounds of node {node} ({graph.Nodes[node].Name})")).Magnitude;

    /// <summary>gamma (|op||z| + |b|); null for ops that only move values.</summary>
    private Tensor? Of(int node, Tensor[] inputs, Relaxation? lines)
    {
        var z = inputs[0];
        var op = graph.Nodes[node].Op;
        // Longest sums: over all elements for b, over all that read one input for the coefficients; windows overlap at most so
        // often.
        long elements = Sizes.Elements(shapes[node]);
        double gamma = Rounding.Gamma(checked(elements + 16 + AffineRules.Overlaps.Apply(op, 0)));
        if (lines is not null)
        {
            Tensor slope = Widest(lines.LowerSlope.abs().maximum(Each(lines.UpperSlope, lines.LowerSlope).abs()), z),
                size = slope * z;
            foreach (var offset in (Tensor?[])[lines.LowerOffset, lines.UpperOffset])
                size = offset is null ? size : size + offset.abs();
            return size * gamma;
        }
        if (AffineMap.Of(op, (int)z.dim()) is { } map)
        {
            var size = map.Magnitude(z);
            return (map.Constant is { } b ? size + b : size) * gamma;
        }
        return BoundRules.Errors.Apply(op, new ErrorInputs(op, inputs, values[node]!, gamma));
    }

    private static Tensor Each(Tensor slope, Tensor like) => slope.dim() == like.dim() ? slope : slope.unsqueeze(1);

    /// <summary>The largest slope over the rows, where each row has its own.</summary>
    private static Tensor Widest(Tensor slope, Tensor z) => slope.dim() == z.dim() ? slope : slope.amax([1]);
}
