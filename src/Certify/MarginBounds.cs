using Audit.Bounds;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>The smallest margin that can be shown of each image over a region, and which bound showed it.</summary>
/// <param name="Margins">Lower bound of the label's logit minus each other, then the least of them; [N]. Minus infinity where nothing is known.</param>
/// <param name="Bounds">The bound that gave it, by name.</param>
internal sealed record MarginBounds(double[] Margins, string[] Bounds)
{
    /// <summary>Everything that the method computes, intersected row by row.</summary>
    /// <param name="rows">Margins to bound, [N,K,classes].</param>
    public static MarginBounds Of(Graph graph, InputRegion region, Tensor rows, BoundOptions options, Rounding? rounding)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        List<(string Name, Tensor Lower)> found = [("ibp", Intervals.Run(graph, region, rows, rounding).Lower)];
        if (options.Method != BoundMethod.Ibp)
        {
            var crown = options.Crown;
            var values = options.Method == BoundMethod.CrownIbp ? Intervals.Values(graph, region, rounding) : Crown.Values(graph, region, crown, rounding);
            string name = options.Method == BoundMethod.AlphaCrown ? BoundMethod.Crown.Name() : options.Method.Name();
            found.Add((name, Crown.Lower(graph, region, rows, values, crown, rounding)));
            if (options.Method == BoundMethod.AlphaCrown)
                found.Add((options.Method.Name(), AlphaCrown.Lower(graph, region, rows, values, crown, options.Alpha, rounding)));
        }
        return Intersected(found);
    }

    private static MarginBounds Intersected(List<(string Name, Tensor Lower)> found)
    {
        // Each bound stands by itself: one that is not a number says nothing, and takes nothing from the others.
        var (best, made) = stack(found.Select(f => f.Lower.masked_fill(f.Lower.isnan(), double.NegativeInfinity))).max(0L);
        var (least, row) = best.min(1L);
        long[] by = made.gather(1, row.unsqueeze(1)).flatten().cpu().data<long>().ToArray();
        return new MarginBounds(least.to(float64).cpu().contiguous().data<double>().ToArray(), [.. by.Select(b => found[(int)b].Name)]);
    }
}
