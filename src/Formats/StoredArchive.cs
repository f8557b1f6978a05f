using System.IO.Compression;
using Audit.Inputs.Files;

namespace Audit.Formats;

/// <summary>Writes a zip whose entries are stored as they are, whole or not at all; equal entries make equal files.</summary>
internal sealed class StoredArchive : IDisposable
{
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WholeFile file;
    private readonly ZipArchive zip;

    /// <param name="path">The file.</param>
    public StoredArchive(string path)
    {
        file = new WholeFile(path);
        zip = new ZipArchive(file.Stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Opens the next entry; it must be closed before the one after it.</summary>
    public Stream Entry(string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Time;
        return entry.Open();
    }

    /// <summary>Adds an entry of these bytes.</summary>
    public void Add(string name, IEnumerable<byte[]> pieces)
    {
        using var stream = Entry(name);
        foreach (byte[] piece in pieces)
            stream.Write(piece);
    }

    /// <summary>Ends the file; without it nothing is left.</summary>
    public void Commit()
    {
        zip.Dispose();
        file.Commit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        zip.Dispose();
        file.Dispose();
    }
}
