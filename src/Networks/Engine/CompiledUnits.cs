using System.Collections.Concurrent;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;

namespace Audit.Networks.Engine;

/// <summary>A graph compiled for units of several sizes, each when it is first needed, so that a few images do not cost what a
/// whole unit does.</summary>
internal sealed class CompiledUnits
{
    /// <summary>From one size of unit to the next.</summary>
    private const int Step = 4;

    private readonly Lazy<CompiledNetwork>[] levels;

    /// <exception cref="UnsupportedOpException">The engine has no step for an op.</exception>
    public CompiledUnits(Graph graph, Precision precision, bool gradient)
    {
        Unit = CompiledNetwork.LargestUnitOf(graph, precision);
        var sizes = new List<int>();
        // A row alone is multiplied in another order than several: there are no units of one beside larger ones.
        for (int size = Unit; size == Unit || size > 1; size /= Step)
            sizes.Add(size);
        levels = [.. sizes.Select(size =>
            new Lazy<CompiledNetwork>(() => new CompiledNetwork(graph, precision, gradient, size)))];
        Sizes = sizes;
    }

    /// <summary>The largest unit.</summary>
    public int Unit { get; }

    private IReadOnlyList<int> Sizes { get; }

    /// <summary>The network for the largest unit.</summary>
    public CompiledNetwork Largest => levels[0].Value;

    /// <summary>Units for a batch: the largest that images fill, at most an eighth of it (half of a small one) filled
    /// up.</summary>
    public List<Part> Cover(int images)
    {
        var parts = new List<Part>();
        for (int first = 0; first < images;)
        {
            int left = images - first, level = 0;
            while (level + 1 < Sizes.Count && (Sizes[level] <= Step ? 2 * left < Sizes[level] : 8 * left < 7 * Sizes[level]))
                level++;
            int rows = Math.Min(left, Sizes[level]);
            parts.Add(new Part(first, rows, levels[level].Value));
            first += rows;
        }
        return parts;
    }

    /// <summary>Some images of a batch, and the network for a unit of them.</summary>
    /// <param name="First">The first image.</param>
    /// <param name="Rows">How many; fewer than a unit's where it has to be filled up.</param>
    /// <param name="Network">The network.</param>
    public readonly record struct Part(int First, int Rows, CompiledNetwork Network);
}
