namespace Audit.Shadow;

/// <summary>The regions of an image that an attack may change, by how much the loss depends on them.</summary>
/// <remarks>
/// Source: GhostCert, arXiv:2511.14003, after third-party summaries: each region M is scored against a saliency map S by
/// sum(M S) / (sum(M) + sum(S)), and the best k are taken. Differs: superpixels (<see cref="Slic"/>) stand in for the segments of
/// a trained model, and the size of the gradient for GradCAM.
/// </remarks>
public static class SalientRegions
{
    /// <summary>Superpixels of an image of 32 by 32 pixels are about 4 pixels across; larger images have no more of
    /// them.</summary>
    private const int MostRegions = 64, PixelsOfOne = 16;

    /// <summary>1 for the pixels of the best regions, 0 for the others; [H * W].</summary>
    /// <param name="pixels">[C,H,W] in [0,1].</param>
    /// <param name="saliency">[H * W], 0 or more.</param>
    /// <param name="channels">C.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="best">How many regions.</param>
    public static float[] Mask(ReadOnlySpan<float> pixels, ReadOnlySpan<float> saliency, int channels, int height, int width,
        int best)
    {
        int[] labels = Slic.Of(pixels, channels, height, width, Math.Min(MostRegions, Math.Max(1, height * width / PixelsOfOne)));
        int regions = labels.Max() + 1;
        double[] inside = new double[regions], area = new double[regions];
        double total = 0;
        for (int at = 0; at < labels.Length; at++)
        {
            inside[labels[at]] += saliency[at];
            area[labels[at]]++;
            total += saliency[at];
        }
        HashSet<int> chosen = [.. Enumerable.Range(0, regions).Where(k => area[k] > 0)
            .OrderByDescending(k => inside[k] / (area[k] + total)).Take(best)];
        return [.. labels.Select(label => chosen.Contains(label) ? 1f : 0f)];
    }
}
