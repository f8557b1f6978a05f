using System.IO.Compression;
using Audit.Inputs;

namespace Audit.Formats.Numpy;

/// <summary>A file of numpy.savez: named arrays in a zip. Nothing in it is executed; arrays of objects are refused.</summary>
/// <remarks>Source: the numpy manual, numpy.lib.format. Sizes are checked before memory is taken.</remarks>
public sealed class NpzFile
{
    /// <summary>No file may hold more bytes of values than this, whatever it declares: ten times ImageNet's validation set at
    /// 64x64.</summary>
    public const long MaxBytes = 8L << 30;

    private const int MaxEntries = 4096;

    /// <summary>Deflate cannot expand further than this (RFC 1951: at best 258 bytes for 2 bits).</summary>
    private const long MaxExpansion = 1032;

    private NpzFile(string path, IReadOnlyDictionary<string, NpyArray> arrays) => (Path, Arrays) = (path, arrays);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The arrays by name, without the ending ".npy".</summary>
    public IReadOnlyDictionary<string, NpyArray> Arrays { get; }

    /// <summary>The array of that name.</summary>
    /// <exception cref="DataFormatException">There is none.</exception>
    public NpyArray this[string name] => Arrays.TryGetValue(name, out var array) ? array
        : throw new DataFormatException(Path,
        $"array {Shown.Name(name)} is missing, the file has {string.Join(", ", Arrays.Keys.Take(16).Select(k =>
        Shown.Text(k)))}");

    /// <summary>Reads all arrays, or those named.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">Names to read; none reads all.</param>
    /// <exception cref="DataFormatException">The file is no zip of arrays, or is larger than allowed.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static NpzFile Read(string path, params string[] names)
    {
        using var file = File.OpenRead(path);
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            return new NpzFile(path, ReadEntries(path, zip, file.Length, names));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException
            or OverflowException)
        {
            throw new DataFormatException(path, $"expected a zip of numpy arrays: {e.Message}", e);
        }
    }

    private static SortedDictionary<string, NpyArray> ReadEntries(string path, ZipArchive zip, long fileLength, string[] names)
    {
        if (zip.Entries.Count > MaxEntries)
            throw new DataFormatException(path, $"holds {zip.Entries.Count} entries, expected at most {MaxEntries}");
        var arrays = new SortedDictionary<string, NpyArray>(StringComparer.Ordinal);
        long left = MaxBytes;
        foreach (var entry in zip.Entries)
        {
            if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
                throw new DataFormatException(path, $"entry {Shown.Name(entry.FullName)} is not a numpy array (.npy)");
            string name = entry.FullName[..^4];
            if (names.Length > 0 && !names.Contains(name))
                continue;
            // The directory may lie about both lengths; what it says is held against the file before anything is allocated.
            if (entry.CompressedLength > fileLength || entry.Length / MaxExpansion > entry.CompressedLength
                || entry.Length > left)
            {
                throw new DataFormatException(path,
                    $"entry {Shown.Name(entry.FullName)} claims {entry.CompressedLength} bytes that expand to {entry.Length}; "
                    + $"the file has {fileLength}, and at most {MaxBytes} are read");
            }
            left -= entry.Length;
            using var stream = entry.Open();
            if (!arrays.TryAdd(name, NpyArray.Read(path, entry.FullName, stream, entry.Length)))
                throw new DataFormatException(path, $"array {Shown.Name(name)} is there twice");
        }
        return arrays;
    }
}
