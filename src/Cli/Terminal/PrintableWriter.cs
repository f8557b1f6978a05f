using System.Text;

namespace Audit.Cli.Terminal;

/// <summary>
/// Standard output or error, with every control character but line ends and tabs written out: names, labels and metadata of files
/// are printed in many places, and none of them may act on the terminal. A reader who went away ends the output quietly.
/// </summary>
/// <param name="inner">Where the text goes.</param>
/// <param name="name">What it is, for messages.</param>
internal sealed class PrintableWriter(TextWriter inner, string name) : TextWriter
{
    private bool closed;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (value is null || closed)
            return;
        try
        {
            inner.Write(Shown.Printable(value, lines: true));
        }
        catch (Exception e) when (IsClosed(e))
        {
            closed = true;
        }
        catch (IOException e)
        {
            throw new IOException($"{name} cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (!closed)
            inner.Flush();
    }

    /// <summary>Whether nobody reads any more: a closed descriptor is "access denied" to .NET, a full disk is another
    /// matter.</summary>
    private static bool IsClosed(Exception e) => e is UnauthorizedAccessException or ObjectDisposedException;
}
