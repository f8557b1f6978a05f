using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Networks.Interpreters;

/// <summary>Evaluates a network, with gradients where they are on: prediction, smoothing, attacks, training.</summary>
public static class Forward
{
    /// <summary>What each op computes.</summary>
    public static OpTable<ForwardInputs, Tensor> Rules { get; } = new() { AffineOps.Forward, ElementwiseOps.Forward,
        StepOps.Forward, PoolingOps.Forward, ShapeOps.Forward };

    /// <param name="graph">The network.</param>
    /// <param name="x">Images in pixel units, [N,C,H,W].</param>
    /// <param name="training">Batch norm uses the batch's statistics and updates its running ones in place.</param>
    /// <param name="after">Replaces each node's value, given the node's index, before others read it.</param>
    /// <returns>Logits, [N,classes].</returns>
    /// <exception cref="ArgumentException">x is not a batch of the network's input shape.</exception>
    /// <exception cref="UnsupportedOpException">The network holds an op without a rule here.</exception>
    public static Tensor Run(Graph graph, Tensor x, bool training = false, Func<int, Node, Tensor, Tensor>? after = null)
    {
        CheckInput(graph, x);
        using var scope = NewDisposeScope();
        var values = new Tensor?[graph.Nodes.Count];
        int[] unread = [.. graph.Consumers];
        values[0] = x;
        for (int k = 1; k < graph.Nodes.Count; k++)
        {
            var value = Apply(graph, k, values, training);
            values[k] = after is null ? value : after(k, graph.Nodes[k], value);
            foreach (int i in graph.Nodes[k].Inputs)
            {
                // Autograd keeps what it needs itself; dropping our handle at the last reader keeps memory and caches small.
                if (--unread[i] == 0 && i != 0 && !ReferenceEquals(values[i], values[k]))
                    values[i]!.Dispose();
            }
        }
        return values[^1]!.MoveToOuterDisposeScope();
    }

    /// <summary>The value of one node, given those of its inputs; it may overwrite them.</summary>
    internal static Tensor Apply(Graph graph, int index, Tensor?[] values, bool training)
    {
        var node = graph.Nodes[index];
        return Rules.Apply(node.Op, new ForwardInputs([.. node.Inputs.Select(i => values[i]!)], training,
            MayOverwrite(graph, node.Inputs[0])))
            ?? throw new UnsupportedOpException(nameof(Forward), index, node);
    }

    /// <summary>One op's value; null where it has no rule.</summary>
    /// <param name="operation">The op.</param>
    /// <param name="inputs">Values of its inputs, in the op's order.</param>
    public static Tensor? Evaluate(Op operation, IReadOnlyList<Tensor> inputs) =>
        Rules.Apply(operation, new ForwardInputs(inputs));

    /// <summary>A value read once, whose producer does not need it for its own gradient, can be overwritten.</summary>
    private static bool MayOverwrite(Graph graph, int index) =>
        graph.Consumers[index] == 1 && !graph.Nodes[index].Op.GradientReadsResult;

    private static void CheckInput(Graph graph, Tensor x)
    {
        var s = graph.InputShape;
        long[] shape = x.shape;
        if (shape.Length != 4 || shape[1] != s.Channels || shape[2] != s.Height || shape[3] != s.Width)
            throw new ArgumentException($"x must be [N,{s.Channels},{s.Height},{s.Width}], got [{string.Join(',', shape)}]");
    }
}
