using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Networks.Inference;

/// <summary>Rewrites convolutions and linear layers followed by batch norm into one layer with scaled weights.</summary>
/// <remarks>The same function up to rounding: gamma (Wx + b - mean) / sqrt(var + eps) + beta. Computed in float64.</remarks>
public static class FoldBatchNorm
{
    /// <summary>A graph without the batch norms that could be folded; the others stay.</summary>
    public static Graph Apply(Graph graph)
    {
        using var guard = no_grad();
        var nodes = new List<Node>();
        var moved = new int[graph.Nodes.Count];
        for (int k = 0; k < graph.Nodes.Count; k++)
        {
            var node = graph.Nodes[k];
            int source = node.Inputs.Count > 0 ? node.Inputs[0] : -1;
            if (node.Op is BatchNorm norm && graph.Consumers[source] == 1 && Fold(graph.Nodes[source].Op, norm) is { } folded)
            {
                nodes[moved[source]] = nodes[moved[source]] with { Op = folded };
                moved[k] = moved[source];
                continue;
            }
            nodes.Add(node with { Inputs = [.. node.Inputs.Select(i => moved[i])] });
            moved[k] = nodes.Count - 1;
        }
        return new Graph(nodes, graph.InputShape, graph.Classes);
    }

    private static Op? Fold(Op op, BatchNorm norm)
    {
        using var scope = NewDisposeScope();
        var scale = norm.Weight.to(float64) / (norm.RunningVar.to(float64) + norm.Epsilon).sqrt();
        Tensor Weight(Tensor w, params long[] shape) => (w.to(float64) * scale.reshape(shape)).to(float32)
            .MoveToOuterDisposeScope();
        Tensor Bias(Tensor? b)
        {
            var centred = b is null ? -norm.RunningMean.to(float64) : b.to(float64) - norm.RunningMean;
            return (centred * scale + norm.Bias).to(float32).MoveToOuterDisposeScope();
        }
        return op switch
        {
            Conv2d c => c with { Weight = Weight(c.Weight, -1, 1, 1, 1), Bias = Bias(c.Bias) },
            Linear l => l with { Weight = Weight(l.Weight, -1, 1), Bias = Bias(l.Bias) },
            _ => null,
        };
    }
}
