using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Studies.Driving;

/// <summary>Records that a stop found ready before their turn: records.jsonl is in order of items, so they wait beside it until
/// the run is continued. What is read is checked like any other record when it is appended.</summary>
/// <param name="folder">Folder of the run.</param>
internal sealed class SettledRecords(string folder)
{
    private readonly string path = Path.Combine(folder, "settled.jsonl");

    /// <summary>The records that wait; none where there is no such file. A torn last line is left out.</summary>
    public IReadOnlyList<ItemRecord> Read() => File.Exists(path)
        ? [.. File.ReadLines(path).Select(RecordLines.TryRead).OfType<ItemRecord>().DistinctBy(r => r.Index)] : [];

    /// <summary>Adds one.</summary>
    public void Add(ItemRecord record) => File.AppendAllText(path, RecordLines.Write(record) + "\n");

    /// <summary>All of them have been taken over.</summary>
    public void Clear()
    {
        if (File.Exists(path))
            File.Delete(path);
    }
}
