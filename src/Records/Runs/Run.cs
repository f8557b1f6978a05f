using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Audit.Records.Runs;

/// <summary>A run folder opened for appending. A kill at any moment loses at most the item in progress.</summary>
public sealed class Run : IDisposable
{
    private readonly FileStream _lock;
    private readonly FileStream _stream;
    private readonly List<ItemRecord> _records;

    private Run(string directory, Manifest manifest, FileStream exclusive)
    {
        Directory = directory;
        Manifest = manifest;
        _lock = exclusive;
        IReadOnlyList<string> lines = RunFiles.WholeLines(directory);
        _records = [.. RunFiles.ParseAll(directory, lines)];
        _stream = new(Path.Combine(directory, RunFiles.RecordsName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _stream.SetLength(lines.Sum(line => Encoding.UTF8.GetByteCount(line) + 1L)); // drops a torn last line
        _stream.Seek(0, SeekOrigin.End);
    }

    public string Directory { get; }

    public Manifest Manifest { get; }

    /// <summary>Everything recorded so far, in the order of the file.</summary>
    public IReadOnlyList<ItemRecord> Records => _records;

    /// <summary>Starts the run, or continues it where the folder already holds this very question.</summary>
    /// <exception cref="RunConflictException">The folder holds another question, or another process appends to it.</exception>
    /// <exception cref="RecordFormatException">The folder's files are not as documented.</exception>
    public static Run OpenOrCreate(string directory, Manifest manifest)
    {
        System.IO.Directory.CreateDirectory(directory);
        FileStream exclusive = Lock(directory);
        try
        {
            if (File.Exists(Path.Combine(directory, RunFiles.ManifestName)))
            {
                Manifest there = RunFiles.ReadManifest(directory);
                if (there.Key != manifest.Key)
                    throw new RunConflictException($"{directory} holds another run, {there.Key}; it differs in "
                        + $"{string.Join("; ", RunKey.Differences(there, manifest))}. Choose another folder.");
                return new(directory, there, exclusive);
            }

            if (File.Exists(Path.Combine(directory, RunFiles.RecordsName)))
                throw new RecordFormatException($"{directory} has {RunFiles.RecordsName} but no {RunFiles.ManifestName}.");
            RunFiles.WriteManifest(directory, manifest);
            return new(directory, manifest, exclusive);
        }
        catch
        {
            exclusive.Dispose();
            throw;
        }
    }

    /// <summary>Reads a run for tables and figures; a torn last line is left alone and left out.</summary>
    public static StoredRun Read(string directory) => new(directory, RunFiles.ReadManifest(directory),
        RunFiles.ParseAll(directory, RunFiles.WholeLines(directory)));

    /// <summary>Appends one line and returns when it is on the disk.</summary>
    public void Append(ItemRecord record) => Append(record, RecordJson.Line(record));

    internal void Append(ItemRecord record, string line)
    {
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _stream.Flush(flushToDisk: true);
        _records.Add(record);
    }

    /// <summary>Marks the run: its records are not to be used, and nothing reads or continues it from now on.</summary>
    /// <param name="reason">Why, in one line.</param>
    public void Retract(string reason)
    {
        JsonObject mark = new() { ["reason"] = reason, ["records"] = _records.Count, ["time"] = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture) };
        File.WriteAllText(Path.Combine(Directory, RunFiles.RetractedName), mark.ToJsonString() + "\n");
    }

    /// <summary>Notes how many votes were taken again, and how many of these were near ties; one line per process.</summary>
    public void NoteRecount(long taken, long nearTies) => File.AppendAllText(Path.Combine(Directory, RunFiles.RecountName),
        new JsonObject { ["taken"] = taken, ["near_ties"] = nearTies }.ToJsonString() + "\n");

    public void Dispose()
    {
        _stream.Dispose();
        _lock.Dispose();
    }

    /// <summary>The operating system releases the lock when the process ends, however it ends.</summary>
    private static FileStream Lock(string directory)
    {
        try
        {
            return new(Path.Combine(directory, RunFiles.LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new RunConflictException($"{directory} is being written by another process.", e);
        }
    }
}
