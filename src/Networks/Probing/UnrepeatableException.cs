using Audit.Inputs;

namespace Audit.Networks.Probing;

/// <summary>A model is not a function of the image alone, so that nothing can be certified of it.</summary>
public sealed class UnrepeatableException(string message) : InputException(message);
