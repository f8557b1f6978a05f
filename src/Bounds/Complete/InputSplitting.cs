using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Bounds.Complete;

/// <summary>Halves the input box until every part is excluded: for networks of few inputs.</summary>
/// <remarks>
/// Each part is bounded by CROWN with rounding errors enclosed, intermediate bounds included, so parts that are done are done for
/// good. A part is halved along the input whose width, times the size of its coefficients in the lines of the open rows, is
/// largest (the smear rule of interval branch and bound, as ReluVal and beta-CROWN split inputs). Boxes overlap at their faces,
/// so that no point is lost.
/// </remarks>
internal sealed class InputSplitting(Graph graph, UnsafeSet outputs, WitnessCheck check, CompleteOptions options,
    Deadline deadline)
{
    private readonly long[] shape = [graph.InputShape.Channels, graph.InputShape.Height, graph.InputShape.Width];

    /// <summary>The smallest margin by which a part was excluded.</summary>
    private double least = double.PositiveInfinity;

    private sealed record Part(double[] Lower, double[] Upper, double Gap);

    public CompleteResult Run(Interval box)
    {
        using var guard = no_grad();
        var open = new Stack<Part>();
        open.Push(new Part(Numbers(box.Lower), Numbers(box.Upper), double.NegativeInfinity));
        long done = 0;
        int atOnce = Math.Min(32, options.Batch);
        while (open.Count > 0)
        {
            if (deadline.IsOver)
                return new CompleteResult(CompleteVerdict.Unknown, null, done, open.Min(p => p.Gap));
            using var scope = NewDisposeScope();
            Part[] parts = [.. Enumerable.Range(0, Math.Min(atOnce, open.Count)).Select(_ => open.Pop())];
            double before = deadline.Elapsed;
            done += parts.Length;
            if (Bound(parts, open) is { } witness)
                return new CompleteResult(CompleteVerdict.Violated, witness, done);
            // Batches of about a second, so that time is kept.
            atOnce = Math.Clamp(deadline.Elapsed - before > 1 ? atOnce / 2 : atOnce * 2, 1, options.Batch);
        }
        return new CompleteResult(CompleteVerdict.Holds, null, done, least);
    }

    /// <summary>Bounds parts and halves those that stay open.</summary>
    /// <returns>A witness that was found on the way; null where none was.</returns>
    private double[]? Bound(Part[] parts, Stack<Part> open)
    {
        var box = new Interval(Stacked(parts, p => p.Lower), Stacked(parts, p => p.Upper));
        var region = new InputRegion(box.Centre, box, null);
        var values = Crown.Values(graph, region, options.Backward, Rounding.Outward);
        var pass = new CrownPass(graph, region, values, options.Backward, Rounding.Outward) { KeepsImage = true };
        var rows = outputs.Rows.unsqueeze(0).expand(parts.Length, outputs.Count, outputs.Rows.shape[1]).contiguous();
        var lower = pass.Lower(graph.Nodes.Count - 1, rows);
        double[][] gaps = outputs.Gaps(lower);
        least = Math.Min(least, gaps.Where(g => Array.TrueForAll(g, v => v > 0)).Select(g => g.Min()).DefaultIfEmpty(least)
            .Min());
        int[] left = [.. Enumerable.Range(0, parts.Length).Where(k => !Array.TrueForAll(gaps[k], g => g > 0))];
        if (left.Length == 0)
            return null;
        var slopes = pass.AtImage is { } a ? a.flatten(2) : zeros([parts.Length, outputs.Count, Sizes.Elements(shape)], float64);
        if (check.First(Corners(slopes, box, gaps, left)) is { } witness)
            return witness;
        double[][] sizes = [.. slopes.abs().contiguous().flatten().data<double>().ToArray().Chunk(outputs.Count
            * (int)Sizes.Elements(shape))];
        // Worst parts last, so that they come next.
        foreach (int k in left.OrderByDescending(k => gaps[k].Min()))
        {
            var (one, other) = Halves(parts[k], Widest(parts[k], sizes[k], gaps[k]), gaps[k].Min());
            open.Push(one);
            open.Push(other);
        }
        return null;
    }

    /// <summary>The points where the lines of the rows of the worst conjunction are least, and the middles.</summary>
    private Tensor Corners(Tensor slopes, Interval box, double[][] gaps, int[] left)
    {
        long[] worst = [.. left.Select(k => (long)outputs.Conjunctions[Array.IndexOf(gaps[k], gaps[k].Min())][0])];
        var which = tensor(left.Select(k => (long)k).ToArray());
        Tensor low = box.Lower.index_select(0, which), high = box.Upper.index_select(0, which);
        var row = slopes.index_select(0, which).gather(1, tensor(worst).reshape(-1, 1, 1)
            .expand(left.Length, 1, slopes.shape[2]));
        return cat([where(row.reshape(low.shape).gt(0), low, high), (low + high) / 2], 0);
    }

    private int Widest(Part part, double[] slopes, double[] gaps)
    {
        int inputs = part.Lower.Length;
        int[] rows = [.. outputs.Conjunctions.Where((_, c) => !(gaps[c] > 0)).SelectMany(c => c).Distinct()];
        double[] smear = [.. Enumerable.Range(0, inputs).Select(i => (part.Upper[i] - part.Lower[i])
            * rows.Sum(r => double.IsFinite(slopes[r * inputs + i]) ? slopes[r * inputs + i] : 1))];
        int best = Array.IndexOf(smear, smear.Max());
        // Lines that do not depend on the input at all say nothing of it.
        return smear[best] > 0 ? best : Enumerable.Range(0, inputs).MaxBy(i => part.Upper[i] - part.Lower[i]);
    }

    private static (Part, Part) Halves(Part part, int input, double gap)
    {
        double middle = part.Lower[input] + (part.Upper[input] - part.Lower[input]) / 2;
        double[] upper = [.. part.Upper], lower = [.. part.Lower];
        (upper[input], lower[input]) = (middle, middle);
        return (new Part(part.Lower, upper, gap), new Part(lower, part.Upper, gap));
    }

    private Tensor Stacked(Part[] parts, Func<Part, double[]> end) =>
        tensor([.. parts.SelectMany(end)], [parts.Length, .. shape]);

    private static double[] Numbers(Tensor t) => t.contiguous().flatten().data<double>().ToArray();
}
