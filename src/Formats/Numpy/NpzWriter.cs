namespace Audit.Formats.Numpy;

/// <summary>Writes numpy's .npz: named arrays in a zip, not compressed.</summary>
public static class NpzWriter
{
    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="ArgumentException">An element type that numpy names and this does not.</exception>
    public static void Write(string path, IEnumerable<NamedArray> arrays)
    {
        using var archive = new StoredArchive(path);
        foreach (var array in arrays)
        {
            using var stream = archive.Entry(array.Name + ".npy");
            NpyFile.WriteHeader(stream, Name(array.Type), array.Shape);
            foreach (byte[] piece in array.Pieces)
                stream.Write(piece);
        }
        archive.Commit();
    }

    private static string Name(ElementType type) => type switch
    {
        ElementType.Float => "<f4",
        ElementType.Double => "<f8",
        ElementType.Int64 => "<i8",
        _ => throw new ArgumentException($"elements of type {type} are not written"),
    };
}
