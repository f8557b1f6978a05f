using Audit.Bounds;
using static TorchSharp.torch;

namespace Audit.Certify;

/// <summary>The smallest margin that can be shown of each image over a region, and which bound showed it.</summary>
/// <param name="Margins">Lower bound of the label's logit minus each other, then the least of them; [N]. Minus infinity where
/// nothing is known.</param>
/// <param name="Bounds">The bound that gave it, by name.</param>
/// <param name="Rows">The best lower bound of each row, [N][K].</param>
internal sealed record LeastMargins(double[] Margins, string[] Bounds, double[][] Rows)
{
    /// <summary>Everything that the method computes, intersected row by row.</summary>
    /// <param name="rows">Margins to bound, [N,K,classes].</param>
    public static LeastMargins Of(MarginBounds bounds, InputRegion region, Tensor rows)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var found = bounds.Each(region, rows);
        // Each bound stands by itself: one that is not a number says nothing, and takes nothing from the others.
        var (best, made) = stack(found.Select(f => f.Lower.masked_fill(f.Lower.isnan(), double.NegativeInfinity))).max(0L);
        var (least, row) = best.min(1L);
        long[] by = made.gather(1, row.unsqueeze(1)).flatten().cpu().data<long>().ToArray();
        return new LeastMargins(least.to(float64).cpu().contiguous().data<double>().ToArray(),
            [.. by.Select(b => found[(int)b].Name)],
            [.. best.to(float64).cpu().contiguous().data<double>().ToArray().Chunk((int)best.shape[1])]);
    }
}
