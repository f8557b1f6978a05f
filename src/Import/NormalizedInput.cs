using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Import;

/// <summary>The normalisation at the start of a graph.</summary>
internal static class NormalizedInput
{
    /// <summary>The same network behind a normalisation of images in pixel units.</summary>
    public static Graph Before(Graph graph, Normalization normalization)
    {
        var normalize = new Node("normalize", new Normalize(tensor([.. normalization.Mean]), tensor([.. normalization.Std])),
            [0]);
        // Everything moves up by one, and what read the input reads the normalised input.
        return new Graph([graph.Nodes[0], normalize, .. graph.Nodes.Skip(1)
            .Select(n => n with { Inputs = [.. n.Inputs.Select(i => i + 1)] })],
            graph.InputShape, graph.Classes);
    }

    /// <summary>The same network with its first normalisation undone: mean 0, std 1, which changes no bit.</summary>
    public static Graph Without(Graph graph)
    {
        bool first = true;
        return graph.Map(node =>
        {
            if (!first || node.Op is not Normalize n)
                return node.Op;
            first = false;
            return new Normalize(zeros_like(n.Mean), ones_like(n.Std));
        });
    }

    /// <summary>Whether the input goes into an op that shifts or scales it, and nowhere else.</summary>
    public static bool IsIn(Graph graph)
    {
        var readers = graph.Nodes.Where(n => n.Inputs.Contains(0)).ToList();
        while (readers is [{ Op: Reshape or Flatten or Permute } shape])
        {
            int index = graph.Nodes.ToList().IndexOf(shape);
            readers = [.. graph.Nodes.Where(n => n.Inputs.Contains(index))];
        }
        return readers.Count == 1 && readers[0].Op is Normalize or Scale or Shift;
    }
}
