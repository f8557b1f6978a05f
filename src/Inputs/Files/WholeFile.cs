namespace Audit.Inputs.Files;

/// <summary>A file that is whole or absent: written beside, flushed to the disk, and moved into place by <see cref="Commit"/>.
/// Without that nothing is left of it.</summary>
public sealed class WholeFile : IDisposable
{
    private readonly string path;
    private readonly string temporary;
    private bool committed;

    /// <param name="path">The file; one that is there stays as it is until the new one is whole.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public WholeFile(string path)
    {
        (this.path, temporary) = (path, path + ".tmp");
        Stream = new FileStream(temporary, FileMode.Create, FileAccess.Write);
    }

    /// <summary>Where its bytes go.</summary>
    public FileStream Stream { get; }

    /// <summary>Writes a file of these bytes.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using WholeFile file = new(path);
        file.Stream.Write(bytes);
        file.Commit();
    }

    /// <summary>Everything is written: puts the file in its place.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(temporary, path, overwrite: true);
        committed = true;
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException) when (!committed)
        {
            // The disk refuses what is left to be written, which was an exception before and is of no use any more.
        }
        finally
        {
            if (!committed)
                File.Delete(temporary);
        }
    }
}
