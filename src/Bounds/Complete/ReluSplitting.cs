using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds.Complete;

/// <summary>Branch and bound over the signs of neurons, for networks of many inputs.</summary>
/// <remarks>
/// Source: Bunel et al. 2020 (JMLR 21) for the branching, Wang et al. 2021 (beta-CROWN, arXiv:2103.06624) for the bounds, batches
/// of the worst subproblems at once. Every exclusion is by a bound with its rounding errors enclosed. A subproblem without open
/// signs that is not excluded stays open after a long climb: multipliers only approach what a linear program would show.
/// </remarks>
internal sealed class ReluSplitting(Graph graph, UnsafeSet outputs, WitnessCheck check, CompleteOptions options,
    Deadline deadline)
{
    private readonly PriorityQueue<ReluDomain, double> open = new();
    private readonly Dictionary<int, Dictionary<int, Tensor>> slopes = [];
    private double worst = double.PositiveInfinity, least = double.PositiveInfinity;

    public CompleteResult Run(Interval box)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var region = new InputRegion(box.Centre, box, null);
        var values = Crown.Values(graph, region, options.Backward, Rounding.Outward);
        for (int c = 0; c < outputs.Conjunctions.Count; c++)
            open.Enqueue(new ReluDomain(c, [], double.NegativeInfinity), double.NegativeInfinity);
        int atOnce = (int)Math.Clamp(CrownMemory.Rows(graph, 1, ScalarType.Float64, options.Backward) / 8, 1, options.Batch);
        long done = 0;
        while (open.Count > 0)
        {
            if (deadline.IsOver)
                return new CompleteResult(CompleteVerdict.Unknown, null, done, Math.Min(worst, open.Peek().Gap));
            using var inner = NewDisposeScope();
            ReluDomain[] domains = Take(atOnce);
            done += domains.Length;
            if (Bound(domains, box, values) is { } witness)
                return new CompleteResult(CompleteVerdict.Violated, witness, done);
        }
        return double.IsPositiveInfinity(worst) ? new CompleteResult(CompleteVerdict.Holds, null, done, least)
            : new CompleteResult(CompleteVerdict.Unknown, null, done, worst);
    }

    /// <summary>The worst subproblems; those that begin a conjunction are not mixed with others.</summary>
    private ReluDomain[] Take(int count)
    {
        var taken = new List<ReluDomain> { open.Dequeue() };
        while (taken.Count < count && open.Count > 0 && open.Peek().Splits.Count == 0 == (taken[0].Splits.Count == 0))
            taken.Add(open.Dequeue());
        return [.. taken];
    }

    /// <summary>Bounds subproblems and splits those that stay open.</summary>
    /// <returns>A witness that was found on the way; null where none was.</returns>
    private double[]? Bound(ReluDomain[] domains, Interval box, IReadOnlyList<Interval> values)
    {
        bool first = domains[0].Splits.Count == 0;
        using var bounds = new DomainBounds(graph, box, values, outputs, domains, options);
        var gaps = bounds.Climb(first ? null : Started(domains), first ? 3 * options.Steps : options.Steps, deadline);
        var (most, at) = gaps.masked_fill(gaps.isfinite().logical_not(), double.NegativeInfinity).max(1L);
        double[] gap = most.data<double>().ToArray();
        long[] row = at.data<long>().ToArray();
        if (first)
            KeepSlopes(domains, bounds);
        least = Math.Min(least, gap.Where(g => g > 0).DefaultIfEmpty(least).Min());
        int[] left = [.. Enumerable.Range(0, domains.Length).Where(n => !(gap[n] > 0))];
        if (left.Length == 0)
            return null;
        if (bounds.AtImage is { } a && check.First(Corners(a, row, left, box)) is { } witness)
            return witness;
        var chosen = Branching.Choose(graph, bounds, row);
        foreach (int n in left)
        {
            if (chosen[n] is not { } split)
            {
                double last = Last(domains[n], box, values);
                if (last > 0)
                    least = Math.Min(least, last);
                else
                    worst = Math.Min(worst, last);
                continue;
            }
            foreach (bool positive in (bool[])[true, false])
            {
                SignSplit[] splits = [.. domains[n].Splits.Select(s => s with { Multiplier = Multiplier(bounds, n, row[n], s) }),
                    new SignSplit(split.Node, split.Element, positive)];
                open.Enqueue(new ReluDomain(domains[n].Conjunction, splits, gap[n]), gap[n]);
            }
        }
        return null;
    }

    /// <summary>A subproblem without open signs is a linear program: its multipliers are climbed for long.</summary>
    private double Last(ReluDomain domain, Interval box, IReadOnlyList<Interval> values)
    {
        using var scope = NewDisposeScope();
        using var bounds = new DomainBounds(graph, box, values, outputs, [domain], options);
        double best = bounds.Climb(Started([domain]), 30 * options.Steps, deadline).max().ToDouble();
        return double.IsFinite(best) ? best : double.NegativeInfinity;
    }

    private static double Multiplier(DomainBounds bounds, int n, long row, SignSplit split) =>
        bounds.Multipliers[split.Node][n, row].flatten()[split.Element].ToDouble();

    /// <summary>Slopes that were best for the whole box, for each subproblem those of its conjunction.</summary>
    private Dictionary<int, Tensor> Started(ReluDomain[] domains)
    {
        long width = domains.Max(d => outputs.Conjunctions[d.Conjunction].Length);
        return slopes[domains[0].Conjunction].Keys.ToDictionary(k => k, k => stack([.. domains.Select(d =>
            slopes[d.Conjunction][k].narrow(0, 0, width))]));
    }

    private void KeepSlopes(ReluDomain[] domains, DomainBounds bounds)
    {
        int width = outputs.Conjunctions.Max(c => c.Length);
        for (int n = 0; n < domains.Length; n++)
        {
            // Every conjunction keeps as many rows as the longest has.
            slopes[domains[n].Conjunction] = bounds.Slopes.ToDictionary(s => s.Key, s =>
            {
                var own = s.Value[n];
                long[] rows = [.. Enumerable.Range(0, width).Select(k => Math.Min(k, own.shape[0] - 1))];
                return own.index_select(0, tensor(rows)).MoveToOuterDisposeScope();
            });
        }
    }

    /// <summary>The points where the functionals of the image are least.</summary>
    private static Tensor Corners(Tensor atImage, long[] row, int[] left, Interval box)
    {
        var which = tensor(left.Select(n => (long)n).ToArray());
        long[] shape = atImage.shape;
        var chosen = atImage.flatten(2).index_select(0, which)
            .gather(1, tensor(left.Select(n => row[n]).ToArray()).reshape(-1, 1, 1).expand(left.Length, 1, box.Lower.numel()))
            .reshape([left.Length, .. shape[2..]]);
        return where(chosen.gt(0), box.Lower, box.Upper);
    }
}
