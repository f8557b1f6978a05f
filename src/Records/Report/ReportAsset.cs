using System.Security.Cryptography;
using System.Text;

namespace Audit.Records.Report;

/// <summary>The page's one style sheet or its one script, and the hash by which its policy allows it.</summary>
internal sealed record ReportAsset(string Text)
{
    /// <summary>report.css.</summary>
    public static ReportAsset Style { get; } = Read("report.css");

    /// <summary>report.js.</summary>
    public static ReportAsset Script { get; } = Read("report.js");

    /// <summary>As a Content-Security-Policy names it.</summary>
    public string Hash => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";

    private static ReportAsset Read(string name)
    {
        using var stream = typeof(ReportAsset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
