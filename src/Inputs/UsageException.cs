namespace Audit.Inputs;

/// <summary>Options contradict each other, leave their range, or do not go with the model, the data or the machine.</summary>
public sealed class UsageException(string message, Exception? inner = null) : InputException(message, inner);
