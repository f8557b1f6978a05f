using System.Text;

namespace Audit.Cli.Terminal;

/// <summary>A stream of a terminal, which may hang up at any moment: what cannot be shown any more is dropped, and the run goes on to its end.</summary>
/// <remarks>Files and pipes are not wrapped: what they cannot take is an error.</remarks>
internal sealed class TerminalWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // EIO: there is nobody to show it to.
        }
    }
}
