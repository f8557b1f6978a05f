using System.IO.Compression;
using System.Runtime.InteropServices;
using Audit.Inputs.Files;

namespace Audit.Formats.Numpy;

/// <summary>Writes numpy's .npz: named arrays in a zip, not compressed, whole or not at all.</summary>
public sealed class NpzWriter : IDisposable
{
    /// <summary>All entries bear one time, so that equal arrays make equal files.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WholeFile file;
    private readonly ZipArchive zip;

    /// <param name="path">The file.</param>
    public NpzWriter(string path)
    {
        file = new WholeFile(path);
        zip = new ZipArchive(file.Stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Adds an array of float32 that is written piece by piece.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Sizes, outermost first; the pieces fill it row by row.</param>
    /// <param name="pieces">The elements.</param>
    public void Add(string name, IReadOnlyList<long> shape, IEnumerable<float[]> pieces)
    {
        using var stream = Entry(name, "<f4", shape);
        foreach (float[] piece in pieces)
            stream.Write(MemoryMarshal.AsBytes(piece.AsSpan()));
    }

    /// <summary>Adds whole numbers, one dimension.</summary>
    public void Add(string name, long[] values)
    {
        using var stream = Entry(name, "<i8", [values.Length]);
        stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Adds float64 numbers, one dimension.</summary>
    public void Add(string name, double[] values)
    {
        using var stream = Entry(name, "<f8", [values.Length]);
        stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
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

    private Stream Entry(string name, string type, IReadOnlyList<long> shape)
    {
        var entry = zip.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = Time;
        var stream = entry.Open();
        NpyFile.WriteHeader(stream, type, shape);
        return stream;
    }
}
