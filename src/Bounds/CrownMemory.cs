using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;
using static TorchSharp.torch;

namespace Audit.Bounds;

/// <summary>How many rows a backward pass takes at once, so that it stays within its memory.</summary>
public static class CrownMemory
{
    /// <summary>Tensors of the largest layer's size that a pass holds for each row at its worst: the row, its two signs, their
    /// products, the sum and a copy for the convolution.</summary>
    private const long Copies = 7;

    /// <summary>Rows of each image at once, at least 1.</summary>
    /// <param name="images">Images in the batch.</param>
    public static int Rows(Graph graph, long images, ScalarType type, CrownOptions options) =>
        (int)Math.Clamp(options.MemoryBytes / (BytesPerRow(graph, type) * Math.Max(1, images)), 1, 1 << 20);

    /// <summary>Bytes that one row of one image takes.</summary>
    public static long BytesPerRow(Graph graph, ScalarType type) =>
        checked(Shapes.Run(graph).Max(Sizes.Elements) * Copies * (type == ScalarType.Float64 ? 8 : 4));
}
