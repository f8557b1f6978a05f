using static TorchSharp.torch;

namespace Audit.Networks.Graphs;

/// <summary>A network: nodes in topological order. The first is the <see cref="Input"/>, the last gives the logits
/// [N,classes].</summary>
public sealed class Graph
{
    /// <exception cref="ArgumentException">A node reads a later one, or the first is not the input.</exception>
    public Graph(IReadOnlyList<Node> nodes, ImageShape inputShape, int classes)
    {
        if (nodes.Count == 0 || nodes[0].Op is not Graphs.Input)
            throw new ArgumentException("the first node of a graph must be Input");
        for (int k = 0; k < nodes.Count; k++)
        {
            if (nodes[k].Inputs.Any(i => i < 0 || i >= k))
                throw new ArgumentException(
                    $"node {k} ({nodes[k].Name}) must read earlier nodes, reads [{string.Join(", ", nodes[k].Inputs)}]");
        }
        Nodes = nodes;
        InputShape = inputShape;
        Classes = classes;
        var consumers = new int[nodes.Count];
        foreach (int i in nodes.SelectMany(n => n.Inputs))
            consumers[i]++;
        Consumers = consumers;
    }

    /// <summary>The steps, in an order in which they can be computed.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Shape of one input image.</summary>
    public ImageShape InputShape { get; }

    /// <summary>Number of logits.</summary>
    public int Classes { get; }

    /// <summary>How often each node's value is read.</summary>
    public IReadOnlyList<int> Consumers { get; }

    /// <summary>All tensors by full name ("layer1.0.conv1.weight"), in node order.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Tensors =>
        Nodes.SelectMany(node => node.Op.Tensors.Select(t => ($"{node.Name}.{t.Name}", t.Tensor)));

    /// <summary>The tensors that training changes by gradient (weights and biases, not statistics).</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Parameters =>
        Nodes.Where(node => node.Op is not Normalize)
            .SelectMany(node => node.Op.Tensors.Where(t => t.Name is "weight" or "bias")
            .Select(t => ($"{node.Name}.{t.Name}", t.Tensor)));

    /// <summary>The same wiring with other ops or tensors.</summary>
    public Graph Map(Func<Node, Op> rewrite) => new([.. Nodes.Select(n => n with { Op = rewrite(n), Exact = null })], InputShape,
        Classes);
}
