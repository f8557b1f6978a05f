using System.Text.RegularExpressions;
using Audit.Inputs;
using Audit.Records.Runs;

namespace Audit.Records.Images;

/// <summary>A picture that lies beside records, checked: records may come from others, and name any file.</summary>
public static partial class StoredPicture
{
    private const long Largest = 4 << 20;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    [GeneratedRegex(@"^images/[0-9]{1,10}-[a-z]{1,20}\.png\z")]
    private static partial Regex StoredName();

    /// <summary>Its file.</summary>
    /// <exception cref="RecordFormatException">The name is none of a stored picture, or the file is missing.</exception>
    public static string Path(StoredRun run, string name)
    {
        if (!StoredName().IsMatch(name))
            throw new RecordFormatException($"{run.Directory}: a record names the image {Shown.Name(name)}, expected one such as "
                + $"images/00017-clean.png.");
        string path = System.IO.Path.Combine(run.Directory, name);
        return File.Exists(path) ? path
            : throw new RecordFormatException($"{run.Directory}: {name} is named by a record but missing.");
    }

    /// <summary>Its bytes.</summary>
    /// <exception cref="RecordFormatException">It is missing, or no PNG of a picture's size.</exception>
    public static byte[] Read(StoredRun run, string name)
    {
        string path = Path(run, name);
        byte[] bytes = new FileInfo(path).Length <= Largest ? File.ReadAllBytes(path) : [];
        return bytes.AsSpan().StartsWith(Signature) ? bytes
            : throw new RecordFormatException($"{run.Directory}: {name} is no PNG of at most {Largest >> 20} MiB.");
    }
}
