using System.Text;
using Audit.Inputs;

namespace Audit.Records.Report;

/// <summary>HTML as it is written: what comes from files enters as text and attributes, which cannot become markup.</summary>
public sealed class Html
{
    private readonly StringBuilder page = new();
    private readonly Stack<string> open = [];

    /// <summary>Opens an element.</summary>
    /// <param name="tag">Its name; never from a file.</param>
    /// <param name="attributes">Name and value; names never from a file.</param>
    public Html Open(string tag, params IEnumerable<(string Name, string Value)> attributes)
    {
        Start(tag, attributes);
        open.Push(tag);
        return this;
    }

    /// <summary>Closes the element that was opened last.</summary>
    public Html Close()
    {
        page.Append("</").Append(open.Pop()).Append(">\n");
        return this;
    }

    /// <summary>Text.</summary>
    public Html Text(string text)
    {
        page.Append(Escaped(text));
        return this;
    }

    /// <summary>An element with text alone.</summary>
    public Html Element(string tag, string text, params IEnumerable<(string Name, string Value)> attributes)
    {
        Start(tag, attributes);
        page.Append(Escaped(text)).Append("</").Append(tag).Append(">\n");
        return this;
    }

    /// <summary>An element without content or end.</summary>
    public Html Void(string tag, params IEnumerable<(string Name, string Value)> attributes)
    {
        Start(tag, attributes);
        page.Append('\n');
        return this;
    }

    /// <summary>Markup of this program's own, or cleaned by <see cref="InlineSvg"/>.</summary>
    internal Html Raw(string markup)
    {
        page.Append(markup);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => open.Count == 0 ? page.ToString()
        : throw new InvalidOperationException($"<{open.Peek()}> is not closed.");

    /// <summary>Text fit for element content and for quoted attributes; control characters and direction marks are written
    /// out.</summary>
    public static string Escaped(string text)
    {
        StringBuilder escaped = new();
        foreach (char c in Shown.Printable(text, lines: true))
            escaped.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '`' => "&#96;",
                _ => c.ToString(),
            });
        return escaped.ToString();
    }

    private void Start(string tag, IEnumerable<(string Name, string Value)> attributes)
    {
        page.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
            page.Append(' ').Append(name).Append("=\"").Append(Escaped(value)).Append('"');
        page.Append('>');
    }
}
