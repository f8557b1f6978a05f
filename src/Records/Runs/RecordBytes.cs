using System.Text;

namespace Audit.Records.Runs;

/// <summary>records.jsonl as it lies on the disk: its whole lines, and what follows the last line feed.</summary>
/// <param name="Lines">Without their line feeds. Each is valid UTF-8, so that text and bytes are the same thing.</param>
/// <param name="WholeLength">Bytes up to and including the last line feed.</param>
/// <param name="Tail">Bytes after it: torn by a kill, or not ours. No record.</param>
internal sealed record RecordBytes(IReadOnlyList<string> Lines, long WholeLength, byte[] Tail)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly (byte[] Mark, string Encoding)[] Marks =
        [([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE], "UTF-16 (little endian)"), ([0xFE, 0xFF], "UTF-16 (big endian)")];

    /// <summary>Reads the file, which may be growing; nothing where there is none.</summary>
    /// <exception cref="RecordFormatException">It is in another encoding; the message names path and line.</exception>
    public static RecordBytes Read(string path)
    {
        if (!File.Exists(path))
            return new([], 0, []);
        byte[] bytes = ReadAll(path);
        foreach ((byte[] mark, string encoding) in Marks)
        {
            if (bytes.AsSpan().StartsWith(mark))
                throw new RecordFormatException($"{path}, line 1: begins with the byte order mark of {encoding}: another program saved the file; "
                    + "expected UTF-8 without a mark. Nothing was changed.");
        }

        List<string> lines = [];
        int start = 0;
        for (int end = Array.IndexOf(bytes, (byte)'\n'); end >= 0; start = end + 1, end = Array.IndexOf(bytes, (byte)'\n', start))
            lines.Add(Text(bytes.AsSpan(start, end - start), $"{path}, line {lines.Count + 1}"));
        return new(lines, start, bytes[start..]);
    }

    public static byte[] Of(string line) => Strict.GetBytes(line + "\n");

    private static byte[] ReadAll(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Text(ReadOnlySpan<byte> line, string where)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException e)
        {
            throw new RecordFormatException($"{where}: byte {e.Index + 1} of the line is not UTF-8.", e);
        }
    }
}
