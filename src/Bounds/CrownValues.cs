using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>Intervals of a network's values, node after node, each tightened by backward passes before a nonlinear op reads
/// it.</summary>
internal sealed class CrownValues
{
    private readonly Graph graph;
    private readonly CrownOptions options;
    private readonly IntervalWalk walk;
    private readonly CrownPass pass;
    private readonly Interval?[] done;
    private readonly int rowsAtOnce;

    /// <summary>Nodes whose every element has the best bounds that there are.</summary>
    private readonly bool[] tight;

    public CrownValues(Graph graph, InputRegion region, CrownOptions options, Rounding? rounding)
    {
        (this.graph, this.options) = (graph, options);
        walk = new IntervalWalk(graph, region, rounding);
        (done, tight) = (new Interval?[graph.Nodes.Count], new bool[graph.Nodes.Count]);
        done[0] = region.Box;
        pass = new CrownPass(graph, region, done, options, rounding);
        // Each row is there twice: for its lower and, with the other sign, for its upper end.
        rowsAtOnce = Math.Max(1, CrownMemory.Rows(graph, region.Centre.shape[0], region.Centre.dtype, options) / 2);
    }

    public IEnumerable<Interval> Run()
    {
        for (int k = 1; k < graph.Nodes.Count; k++)
        {
            walk.To(k, keep: true);
            done[k] = walk[k];
            bool all = NeedsAll(k);
            if (BoundRules.IsExact(graph, k) || IsTight(k))
            {
                tight[k] = true;
                continue;
            }
            if (!all && !Readers(k).Any(r => BoundRules.NeedsBounds(graph.Nodes[r].Op)))
                continue;
            pass.Prepare(k);
            walk.Replace(k, Tightened(k, openOnly: !all));
            (done[k], tight[k]) = (walk[k], all);
        }
        return done.Select(v => v!);
    }

    private IEnumerable<int> Readers(int node) => Enumerable.Range(node + 1, graph.Nodes.Count - node - 1)
        .Where(r => graph.Nodes[r].Inputs.Contains(node));

    /// <summary>Whether elements are wanted whose sign is settled: where more than a sign is read of them, now or behind a
    /// ReLU.</summary>
    private bool NeedsAll(int node) => Readers(node).Any(r => BoundRules.IsSettledBySign(graph.Nodes[r].Op) ? NeedsAll(r)
        : BoundRules.NeedsBounds(graph.Nodes[r].Op));

    /// <summary>Whether backward passes would find nothing: a ReLU's value has the bounds that its input has, once those are as
    /// good as they get.</summary>
    private bool IsTight(int node) => BoundRules.IsSettledBySign(graph.Nodes[node].Op)
        && graph.Nodes[node].Op is Relu or LeakyRelu { Slope: >= 0 } && tight[graph.Nodes[node].Inputs[0]];

    /// <param name="openOnly">Bounds only the elements whose sign is open.</param>
    private Interval Tightened(int node, bool openOnly)
    {
        using var scope = NewDisposeScope();
        var x = walk[node];
        long[] shape = x.Lower.shape;
        Tensor lower = RowMaps.Flat(x.Lower, 1), upper = RowMaps.Flat(x.Upper, 1);
        long rows = lower.shape[1];
        Tensor? order = null;
        if (openOnly)
        {
            using var guard = no_grad();
            var open = lower.lt(0).logical_and(upper.gt(0)).to(float32);
            if (!options.Intersect)
                open = open.amax([0], true).expand(open.shape);
            rows = (long)open.sum(1).max().ToDouble();
            if (rows == 0)
                return x.MoveToOuterDisposeScope();
            // The open elements of each image; images with fewer than most have some settled ones bounded again.
            (_, order) = open.topk((int)rows, 1);
        }
        order ??= arange(rows, int64, lower.device).unsqueeze(0).expand(lower.shape[0], rows);

        for (long first = 0; first < rows; first += rowsAtOnce)
        {
            var part = order.narrow(1, first, Math.Min(rowsAtOnce, rows - first)).contiguous();
            var (low, high) = Bound(node, part, shape);
            // A row that reads the padding of a maximum pool has no bound of its own.
            Tensor before = lower.gather(1, part), after = upper.gather(1, part);
            (low, high) = (where(low.isnan(), before, low), where(high.isnan(), after, high));
            if (options.Intersect)
                (low, high) = (low.maximum(before), high.minimum(after));
            (lower, upper) = (lower.scatter(1, part, low), upper.scatter(1, part, high));
        }
        return new Interval(lower.reshape(shape), upper.reshape(shape)).MoveToOuterDisposeScope();
    }

    /// <summary>Both ends of chosen elements, [N,rows], from one backward pass.</summary>
    private (Tensor Lower, Tensor Upper) Bound(int node, Tensor elements, long[] shape)
    {
        using var scope = NewDisposeScope();
        long n = shape[0], count = elements.shape[1];
        var like = walk[node].Lower;
        var one = zeros([n, count, like.numel() / n], like.dtype, like.device)
            .scatter(2, elements.unsqueeze(2), ones([n, count, 1], like.dtype, like.device)).reshape([n, count, .. shape[1..]]);
        var ends = pass.Lower(node, cat([one, -one], 1));
        return (ends.narrow(1, 0, count).MoveToOuterDisposeScope(), (-ends.narrow(1, count, count)).MoveToOuterDisposeScope());
    }
}
