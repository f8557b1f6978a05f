using System.Security.Cryptography;
using System.Text;
using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>A record in a few digits: enough to see whether a repeated one is another.</summary>
public static class RecordDigest
{
    /// <summary>Hexadecimal digits of a digest.</summary>
    public const int Length = 12;

    /// <summary>The first digits of SHA-256 over the record's line.</summary>
    public static string Of(ItemRecord record) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RecordJson.Line(record))))[..Length];
}
