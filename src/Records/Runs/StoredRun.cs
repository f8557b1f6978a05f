using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>A run as read for tables and figures; finished or not, never changed.</summary>
public sealed record StoredRun(string Directory, Manifest Manifest, IReadOnlyList<ItemRecord> Records)
{
    /// <summary>What tables and figures call it: its folder, or the name that the reader gave it.</summary>
    public string Name { get; init; } = Path.GetFileName(Path.TrimEndingDirectorySeparator(Directory));

    /// <summary>The records of one kind, in item order.</summary>
    /// <exception cref="RecordFormatException">The run holds a record of another kind.</exception>
    public IReadOnlyList<T> Of<T>()
        where T : ItemRecord => [.. Records.Select(record => record as T ?? throw new RecordFormatException(
            $"{Directory} holds {RecordKinds.Of(record.GetType())}; {RecordKinds.NameOf(typeof(T))} are needed here"))];

    /// <summary>Whether a lost, moved or edited line would have been noticed; not so in runs of format 1.</summary>
    public bool IsChained => Manifest.IsChained;

    /// <summary>What a reader should know before believing the records; null for nothing.</summary>
    public string? Doubt =>
        IsChained ? null : $"{Directory} is unchained (format 1): lines that were lost or edited may go unnoticed";

    /// <summary>The spoofs of a run, whatever certifier was spoofed, in item order.</summary>
    /// <exception cref="RecordFormatException">The run holds records that are no spoofs.</exception>
    public IReadOnlyList<ISpoof> Spoofs() => [.. Records.Select(record => record as ISpoof ?? throw new RecordFormatException(
        $"{Directory} holds {RecordKinds.Of(record.GetType())}; spoofs are needed here"))];

    /// <summary>Items still to be done, where the manifest says how many there are.</summary>
    public int Missing => Math.Max(0, (Manifest.Items ?? Records.Count) - Records.Count);
}
