using Audit.Inputs;

namespace Audit.Attacks;

/// <summary>An attack asked for more than its threat model shows.</summary>
public sealed class ThreatModelException(string message) : InputException(message);
