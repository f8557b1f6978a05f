using Audit.Bounds;
using Audit.Inputs;
using Audit.Networks.Graphs;

namespace Audit.Certify;

/// <summary>What sound arithmetic asks of a network: the very constants of its file.</summary>
internal static class SoundConstants
{
    /// <exception cref="UsageException">Constants were rounded while the file was read.</exception>
    public static void Expect(Graph graph)
    {
        if (BoundGraph.Rounded(graph) is { } rounded)
        {
            throw new UsageException($"sound arithmetic is of the file's own constants: those of {rounded.Op.Name} at "
                + $"{Shown.Name(rounded.Name)} are computed from others in the file, and float64 cannot hold them; fold "
                + $"constants "
                + "when exporting, or use --arithmetic float64");
        }
    }
}
