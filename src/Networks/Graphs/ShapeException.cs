using Audit.Inputs;

namespace Audit.Networks.Graphs;

/// <summary>The tensors or attributes of a network do not fit each other or its images.</summary>
public sealed class ShapeException(string message, Exception? inner = null) : InputException(message, inner);
