namespace Audit.Inputs;

/// <summary>
/// Something that a user or a file got wrong. The message is one line for them: what was expected, what came, which file or
/// option. Any other exception that reaches the command line is a bug of ours and shown as one.
/// </summary>
/// <param name="message">Names of files and of what is in them may stand in it: control characters are written out, and it is
/// cut.</param>
/// <param name="inner">What the operating system or a library said, if it was the cause.</param>
public abstract class InputException(string message, Exception? inner = null) : Exception(Shown.Text(message, Longest), inner)
{
    private const int Longest = 2000;
}
