namespace Audit.Formats.VnnLib;

/// <summary>A word, or a list in brackets.</summary>
/// <param name="Word">The word; null for a list.</param>
/// <param name="Items">What the list holds.</param>
internal sealed record SExpression(string? Word, List<SExpression> Items)
{
    private const int Deepest = 64;

    /// <summary>First word of a list; "" where there is none.</summary>
    public string Head => Items.Count > 0 ? Items[0].Word ?? "" : "";

    /// <summary>All expressions of a text; what follows a semicolon is a comment.</summary>
    /// <exception cref="DataFormatException">Brackets do not match.</exception>
    public static IReadOnlyList<SExpression> Read(string path, string text)
    {
        var open = new Stack<List<SExpression>>();
        open.Push([]);
        for (int k = 0; k < text.Length; k++)
        {
            switch (text[k])
            {
                case ';':
                    int end = text.IndexOf('\n', k);
                    k = end < 0 ? text.Length : end;
                    break;
                case '(' when open.Count > Deepest:
                    throw new DataFormatException(path, $"brackets are nested more than {Deepest} deep");
                case '(':
                    open.Push([]);
                    break;
                case ')' when open.Count == 1:
                    throw new DataFormatException(path, $"a bracket closes at character {k} that was never opened");
                case ')':
                    var done = open.Pop();
                    open.Peek().Add(new SExpression(null, done));
                    break;
                case var c when char.IsWhiteSpace(c):
                    break;
                default:
                    int start = k;
                    while (k < text.Length && text[k] is not ('(' or ')' or ';') && !char.IsWhiteSpace(text[k]))
                        k++;
                    open.Peek().Add(new SExpression(text[start..k], []));
                    k--;
                    break;
            }
        }
        return open.Count == 1 ? open.Pop() : throw new DataFormatException(path, $"{open.Count - 1} brackets are never closed");
    }

    public override string ToString()
    {
        string text = Word ?? $"({string.Join(' ', Items.Take(6))}{(Items.Count > 6 ? " ..." : "")})";
        return text.Length > 80 ? $"{text[..77]}..." : text;
    }
}
