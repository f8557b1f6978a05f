using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Audit.Formats;
using Audit.Networks;

namespace Audit.Import.TorchScript;

/// <summary>Looks at a TorchScript archive before libtorch loads it.</summary>
/// <remarks>
/// A TorchScript model is a program. libtorch interprets it, and cannot start processes or open sockets from it, but it has operators that read and
/// write files. Archives whose code names one, or any operator outside torch's own, are refused here.
/// </remarks>
internal static partial class ScriptArchive
{
    private const long LargestSource = 64L << 20;

    private static readonly HashSet<string> Forbidden = new(StringComparer.Ordinal)
    {
        "save", "load", "from_file", "_save", "_load", "save_to_file", "load_library", "load_library_once", "load_from_file",
    };

    private static readonly string[] Namespaces = ["aten", "prim", "prims", "quantized", "torchvision"];

    /// <exception cref="ModelFormatException">The archive's code is too large, or names an operator that it must not.</exception>
    public static void Check(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            long left = LargestSource;
            foreach (var entry in zip.Entries.Where(e => e.FullName.Contains("/code/", StringComparison.Ordinal) && e.FullName.EndsWith(".py", StringComparison.Ordinal)))
                CheckSource(path, entry.FullName, Text(path, entry, ref left));
        }
        catch (InvalidDataException e)
        {
            throw new ModelFormatException(path, $"is a damaged archive: {e.Message}");
        }
    }

    private static string Text(string path, ZipArchiveEntry entry, ref long left)
    {
        if (entry.Length > left)
            throw new ModelFormatException(path, $"its code takes more than {LargestSource} bytes");
        left -= entry.Length;
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count != bytes.Length || stream.ReadByte() >= 0)
            throw new ModelFormatException(path, $"entry '{entry.FullName}' has another length than the archive says");
        return Encoding.UTF8.GetString(bytes);
    }

    private static void CheckSource(string path, string name, string source)
    {
        foreach (Match call in Call().Matches(source))
        {
            if (Forbidden.Contains(call.Groups["name"].Value))
                throw new ModelFormatException(path, $"its code ({name}) uses torch's '{call.Groups["name"].Value}', which can reach files: refused");
        }
        foreach (Match custom in CustomOperator().Matches(source))
        {
            if (!Namespaces.Contains(custom.Groups["space"].Value))
                throw new ModelFormatException(path, $"its code ({name}) uses an operator of '{custom.Groups["space"].Value}', which is not part of torch: refused");
        }
    }

    [GeneratedRegex(@"\b(?:torch|ops)(?:\s*\.\s*\w+)*\s*\.\s*(?<name>\w+)\s*\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"\bops\s*\.\s*(?<space>\w+)")]
    private static partial Regex CustomOperator();
}
