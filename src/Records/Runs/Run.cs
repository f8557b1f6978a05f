using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Inputs.Files;
using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>A run folder opened for appending. A kill at any moment loses at most the item in progress.</summary>
public sealed class Run : IDisposable
{
    /// <summary>Enough for a line of most records and its timing.</summary>
    private const long BytesPerItem = 1024;

    private readonly RunFolder folder;
    private readonly RecordWriter writer;
    private readonly List<ItemRecord> records;
    private readonly Checks.Asked asked;
    private string chain;
    private bool kept;

    private Run(RunFolder folder, Manifest manifest, StoredLines stored, RecordWriter writer)
    {
        (this.folder, Manifest, this.writer, chain) = (folder, manifest, writer, stored.Chain);
        records = [.. stored.Records];
        asked = new(manifest.Question);
    }

    public string Directory => folder.Path;

    public Manifest Manifest { get; }

    /// <summary>Everything recorded so far, in the order of the file.</summary>
    public IReadOnlyList<ItemRecord> Records => records;

    /// <summary>Starts the run, or continues it where the folder already holds this very question.</summary>
    /// <param name="bytesPerItem">Space that each item takes beside its line, at most: images and the like.</param>
    /// <remarks>A new run into which nothing is recorded before it is disposed of leaves nothing behind, unless it was <see
    /// cref="Keep">kept</see>.</remarks>
    /// <exception cref="RunConflictException">The folder holds another question, or another process appends to it.</exception>
    /// <exception cref="RecordFormatException">The folder's files are not as documented.</exception>
    /// <exception cref="IOException">The folder cannot be written, or has no room for the run.</exception>
    public static Run OpenOrCreate(string directory, Manifest manifest, long bytesPerItem = 0)
    {
        RunFolder folder = RunFolder.Open(directory);
        RecordWriter? writer = null;
        try
        {
            Manifest there = folder.IsNew ? manifest : RunFiles.ReadManifest(directory);
            if (there.Key != manifest.Key)
                throw new RunConflictException($"{directory} holds another run, {there.Key}; it differs in "
                    + $"{string.Join("; ", RunKey.Differences(there, manifest))}. Choose another folder.");
            StoredLines stored = StoredLines.Read(directory, there);
            if ((manifest.Items ?? 0) - stored.Records.Count is > 0 and int missing)
                DiskSpace.Ensure(directory, missing * (BytesPerItem + bytesPerItem), $"the {missing} items of the run");
            if (folder.IsNew)
                RunFiles.WriteManifest(directory, manifest);
            writer = new(System.IO.Path.Combine(directory, RunFiles.RecordsName), stored.Bytes);
            return new(folder, there, stored, writer);
        }
        catch
        {
            writer?.Dispose();
            folder.Close(keep: false);
            throw;
        }
    }

    /// <summary>Reads a run for tables and figures; a torn last line is left alone and left out.</summary>
    /// <exception cref="RecordFormatException">The files are not as documented, contradict themselves, or were changed since they
    /// were written.</exception>
    public static StoredRun Read(string directory)
    {
        Manifest manifest = RunFiles.ReadManifest(directory);
        return new(directory, manifest, StoredLines.Read(directory, manifest).Records);
    }

    /// <summary>Appends one line and returns when it is on the disk.</summary>
    /// <exception cref="RecordFormatException">The record contradicts itself or the question: nobody could read it.</exception>
    public void Append(ItemRecord record)
    {
        if (Checks.RecordCheck.Problem(record, asked) is string problem)
            throw new RecordFormatException($"{Directory}: index {record.Index} cannot be recorded: {problem}.");
        Append(record, RecordJson.Line(record));
    }

    internal void Append(ItemRecord record, string body)
    {
        string next = RecordChain.Next(chain, body);
        writer.Append(Manifest.IsChained ? RecordChain.Attach(body, next) : body);
        chain = next;
        records.Add(record);
    }

    /// <summary>Marks the run: its records are not to be used, and nothing reads or continues it from now on.</summary>
    /// <param name="reason">Why, in one line.</param>
    public void Retract(string reason)
    {
        Keep();
        JsonObject mark = new()
        {
            ["reason"] = reason,
            ["records"] = records.Count,
            ["time"] = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture)
        };
        File.WriteAllText(System.IO.Path.Combine(Directory, RunFiles.RetractedName), mark.ToJsonString() + "\n");
    }

    /// <summary>Notes how many votes were taken again, and how many of these were near ties; one line per process.</summary>
    public void NoteRecount(long taken, long nearTies) =>
        File.AppendAllText(System.IO.Path.Combine(Directory, RunFiles.RecountName),
        new JsonObject { ["taken"] = taken, ["near_ties"] = nearTies }.ToJsonString() + "\n");

    /// <summary>The folder is to stay, with or without records.</summary>
    public void Keep() => kept = true;

    /// <summary>Records that nothing is left to be done, so that lost last lines are noticed.</summary>
    public void Finish()
    {
        Keep();
        if (Manifest.IsChained && Completion.Read(Directory) is null)
            new Completion(records.Count, chain).Write(Directory);
    }

    /// <exception cref="RunConflictException">The folder was deleted, moved or changed by another program.</exception>
    public void EnsureInPlace() => writer.EnsureInPlace();

    public void Dispose()
    {
        writer.Dispose();
        folder.Close(keep: kept || records.Count > 0);
    }
}
