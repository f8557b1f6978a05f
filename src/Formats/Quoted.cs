using Audit.Formats.Onnx;

namespace Audit.Formats;

/// <summary>Text of a file, made fit for one line of a message.</summary>
internal static class Quoted
{
    private const int Longest = 80;

    public static string Text(string text)
    {
        string start = text.Length > Longest ? text[..Longest] + "..." : text;
        return $"'{Printable(start)}'";
    }

    /// <summary>Without control characters, which could rewrite a terminal.</summary>
    public static string Printable(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
            span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
    });
}
