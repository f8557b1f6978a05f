using System.Runtime.InteropServices;
using Audit.Datasets;
using Audit.Networks.Graphs;
using static TorchSharp.torch;

namespace Audit.Train;

/// <summary>How many images of a set are verified; what certify says is the record, this is training's own look.</summary>
public static class VerifiedAccuracy
{
    private const int Block = 200;

    /// <param name="graph">The network, without batch norms to fold.</param>
    /// <param name="images">Images of its input shape.</param>
    /// <param name="epsilon">Radius, pixel units.</param>
    /// <param name="crown">Whether the CROWN-IBP bound is computed too; the better of the two counts for each margin.</param>
    /// <param name="most">How many images, from the first; null is all.</param>
    public static long Count(Graph graph, ImageSet images, double epsilon, bool crown, int? most = null)
    {
        using var guard = no_grad();
        long verified = 0;
        int end = Math.Min(images.Count, most ?? images.Count);
        for (int first = 0; first < end; first += Block)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(Block, end - first);
            var x = empty(graph.InputShape.Batch(count));
            for (int k = 0; k < count; k++)
                images.CopyTo(first + k, MemoryMarshal.Cast<byte, float>(x.bytes).Slice(k * images.ImageSize, images.ImageSize));
            var labels = tensor([.. Enumerable.Range(first, count).Select(i => (long)images.Label(i))]);
            var margins = Margins.Lower(graph, x, labels, epsilon, 0);
            if (crown)
                margins = margins.maximum(Margins.Lower(graph, x, labels, epsilon, 1));
            verified += Margins.Smallest(margins, labels).gt(0).sum().ToInt64();
        }
        return verified;
    }
}
