using Audit.Formats;

namespace Audit.Datasets.Files;

/// <summary>A folder of data files: finds and opens them, and turns the system's errors into one line with the path.</summary>
internal sealed class DataFolder
{
    private readonly string path;

    /// <exception cref="DataFormatException">There is no such folder.</exception>
    public DataFolder(string path)
    {
        if (!Directory.Exists(path))
            throw new DataFormatException(path, File.Exists(path) ? "is a file, expected a folder." : "no such folder.");
        this.path = path;
    }

    public bool Has(string name) => File.Exists(Path.Combine(path, name));

    /// <returns>The path of the first of these names that is there.</returns>
    public string Find(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (Has(name))
                return Path.Combine(path, name);
        throw new DataFormatException(path, $"expected {string.Join(" or ", names.ToArray())} in this folder, did not find it.");
    }

    /// <summary>Opens a file for one pass, and reports whatever the system says while it is read under the file's path.</summary>
    public static T Read<T>(string path, Func<FileStream, T> read)
    {
        return Guard(path, () =>
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return read(stream);
        });
    }

    /// <summary>A file's bytes, where they are not too many.</summary>
    public static byte[] Bytes(string path, long largest) => Read(path, stream =>
    {
        if (stream.Length > largest)
            throw new DataFormatException(path, $"has {stream.Length} bytes, expected at most {largest}.");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    });

    /// <summary>Reports what the system says while a file is read under the file's path.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException error)
        {
            throw new DataFormatException(path, "ended while it was being read.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, $"cannot be read ({error.Message}).", error);
        }
    }
}
