using Audit.Inputs;

namespace Audit.Networks.Graphs;

/// <summary>An interpreter has no rule for an op of the network.</summary>
public sealed class UnsupportedOpException(string method, int index, Node node)
    : InputException($"{method} has no rule for {node.Op.Name} at node {index} ({node.Name})");
