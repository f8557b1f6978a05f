using Audit.Inputs;

namespace Audit.Records.Runs;

/// <summary>A run folder answers another question than the one asked, or another process is writing to it.</summary>
public sealed class RunConflictException(string message, Exception? inner = null) : InputException(message, inner);
