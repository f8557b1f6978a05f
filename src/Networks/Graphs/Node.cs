namespace Audit.Networks.Graphs;

/// <summary>One step of a network.</summary>
/// <param name="Name">Name in the file it came from ("layer1.0.conv1"); prefixes the names of its tensors.</param>
/// <param name="Op">What it computes.</param>
/// <param name="Inputs">Indexes of earlier nodes, in the op's order.</param>
public sealed record Node(string Name, Op Op, IReadOnlyList<int> Inputs)
{
    /// <summary>The op with the very constants of the file, in float64, where the float32 numbers of <see cref="Op"/> are
    /// rounded: what bounds in float64 are of. Null where the op is exact itself.</summary>
    public Op? Exact { get; init; }

    /// <summary>Whether not even float64 holds its constants, because they were computed from others and rounded. Nothing sound
    /// can be said of the file then.</summary>
    public bool IsRounded { get; init; }
}
