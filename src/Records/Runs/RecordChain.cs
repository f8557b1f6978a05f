using System.Security.Cryptography;
using System.Text;

namespace Audit.Records.Runs;

/// <summary>The chain over the lines of a run: each line ends in a hash of its own text and of the line before.</summary>
/// <remarks>
/// chain(0) is the run's key; chain(i) is the first 32 hexadecimal digits of SHA-256 over chain(i-1), a line feed, and line i as it
/// is without its key "chain". It shows what was changed by accident or by hand, not what was forged: whoever
/// computes the chain again gets a valid one. To pin a run against that, publish its last value (done.json).
/// </remarks>
internal static class RecordChain
{
    private const string Opening = ",\"chain\":\"", Closing = "\"}";
    private const int Digits = 32, Length = 10 + Digits + 2;

    /// <summary>The value for a line that follows the line (or the key) with <paramref name="previous"/>.</summary>
    /// <param name="body">A JSON object, without "chain".</param>
    public static string Next(string previous, string body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}\n{body}")))[..Digits];

    /// <summary>The line as stored.</summary>
    public static string Attach(string body, string chain) => string.Concat(body.AsSpan(0, body.Length - 1), Opening, chain, Closing);

    /// <summary>The line without its chain, and the chain; null where the line does not end in one.</summary>
    public static (string Body, string? Chain) Split(string line)
    {
        int start = line.Length - Length;
        if (start < 1 || !line.AsSpan(start).StartsWith(Opening) || !line.EndsWith(Closing, StringComparison.Ordinal))
            return (line, null);
        return ($"{line.AsSpan(0, start)}}}", line.Substring(start + Opening.Length, Digits));
    }
}
