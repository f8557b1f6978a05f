namespace Audit.Networks.Graphs;

/// <summary>One step of a network.</summary>
/// <param name="Name">Name in the file it came from ("layer1.0.conv1"); prefixes the names of its tensors.</param>
/// <param name="Op">What it computes.</param>
/// <param name="Inputs">Indexes of earlier nodes, in the op's order.</param>
public sealed record Node(string Name, Op Op, IReadOnlyList<int> Inputs);
