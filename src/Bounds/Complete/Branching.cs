using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds.Complete;

/// <summary>Which open neuron a subproblem is split on: the one whose lines cost its bound most.</summary>
/// <remarks>Source: Bunel et al. 2020 (BaBSR, JMLR 21), section 5: a negative coefficient pays the height of the line above at 0,
/// u (-l) / (u - l). Differs: a positive one counts half of the larger gap that the chosen slope leaves at an end.</remarks>
internal static class Branching
{
    /// <param name="graph">The network.</param>
    /// <param name="bounds">Bounded subproblems.</param>
    /// <param name="row">Row of each that counts, [N].</param>
    /// <returns>Node that a ReLU reads and element, for each subproblem; null where no sign is open.</returns>
    public static (int Node, int Element)?[] Choose(Graph graph, DomainBounds bounds, long[] row)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var best = new (double Score, int Node, int Element)[row.Length];
        foreach (var (node, a) in bounds.AtActivations)
        {
            if (!BoundRules.IsSettledBySign(graph.Nodes[node].Op))
                continue;
            int source = graph.Nodes[node].Inputs[0];
            Tensor l = bounds.Values[source].Lower.flatten(1), u = bounds.Values[source].Upper.flatten(1);
            Tensor Row(Tensor t) => t.flatten(2).gather(1, tensor(row).reshape(-1, 1, 1).expand(row.Length, 1, l.shape[1]))
                .squeeze(1);
            Tensor coefficient = Row(a), slope = Row(bounds.Slopes[node]);
            var open = l.lt(0).logical_and(u.gt(0));
            var height = -l * u / (u - l).masked_fill(open.logical_not(), 1);
            var gap = (slope * -l).maximum((1 - slope) * u) / 2;
            var score = (coefficient.clamp(max: 0) * -height + coefficient.clamp(min: 0) * gap + 1e-30)
                .masked_fill(open.logical_not(), 0);
            var (most, at) = score.max(1L);
            double[] scores = most.data<double>().ToArray();
            long[] elements = at.data<long>().ToArray();
            for (int n = 0; n < row.Length; n++)
            {
                if (scores[n] > best[n].Score)
                    best[n] = (scores[n], source, (int)elements[n]);
            }
        }
        return [.. best.Select(b => b.Score > 0 ? ((int, int)?)(b.Node, b.Element) : null)];
    }
}
