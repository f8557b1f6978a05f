using System.Globalization;

namespace Audit.Records.Runs;

/// <summary>Appends lines to records.jsonl. Each is on the disk when the call returns, or not in the file at all.</summary>
/// <remarks>Nothing that was there before is cut off, but for the beginning of the very line that is written next (a kill tore
/// it): any other tail is kept beside the file first.</remarks>
internal sealed class RecordWriter : IDisposable
{
    private readonly string path;
    private readonly FileStream stream;
    private long end;
    private byte[] tail;

    public RecordWriter(string path, RecordBytes there)
        // Unbuffered: what a full disk refuses must not be tried again on closing.
        : this(path, there, new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0))
    {
    }

    /// <param name="stream">The file, open for writing.</param>
    public RecordWriter(string path, RecordBytes there, FileStream stream)
    {
        (this.path, this.stream) = (path, stream);
        end = there.WholeLength;
        tail = there.Tail;
    }

    /// <exception cref="RunConflictException">The file is no longer the one that was opened.</exception>
    /// <exception cref="IOException">The disk refuses the line, which is then not in the file.</exception>
    public void Append(string line)
    {
        EnsureInPlace();
        byte[] bytes = RecordBytes.Of(line);
        if (tail.Length > 0)
        {
            if (!bytes.AsSpan().StartsWith(tail))
                KeepTail();
            stream.SetLength(end);
            tail = [];
        }

        try
        {
            stream.Seek(end, SeekOrigin.Begin);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            stream.SetLength(end);
            throw;
        }

        end += bytes.Length;
        EnsureInPlace();
    }

    /// <exception cref="RunConflictException">The file was deleted, moved or changed by another program.</exception>
    public void EnsureInPlace()
    {
        FileInfo file = new(path);
        if (!file.Exists)
            throw new RunConflictException(
                $"{path} is gone: the run folder was deleted or moved while the run went on, and its records with it.");
        if (file.Length != end + tail.Length)
            throw new RunConflictException(string.Create(CultureInfo.InvariantCulture,
                $"{path} has {file.Length} bytes, expected {end + tail.Length}: another program writes to it while the run "
                    + $"goes on."));
    }

    public void Dispose() => stream.Dispose();

    private void KeepTail()
    {
        for (int i = 1; ; i++)
        {
            string copy = string.Create(CultureInfo.InvariantCulture, $"{path}.tail-{i}");
            if (File.Exists(copy))
                continue;
            File.WriteAllBytes(copy, tail);
            return;
        }
    }
}
