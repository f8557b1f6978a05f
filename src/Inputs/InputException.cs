namespace Audit.Inputs;

/// <summary>
/// Something that a user or a file got wrong. The message is one line for them: what was expected, what came, which file or option.
/// Any other exception that reaches the command line is a bug of ours and shown as one.
/// </summary>
public abstract class InputException(string message, Exception? inner = null) : Exception(message, inner);
