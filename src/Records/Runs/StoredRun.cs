namespace Audit.Records.Runs;

/// <summary>A run as read for tables and figures; finished or not, never changed.</summary>
public sealed record StoredRun(string Directory, Manifest Manifest, IReadOnlyList<ItemRecord> Records)
{
    /// <summary>The records of one kind, in item order.</summary>
    /// <exception cref="RecordFormatException">The run holds a record of another kind.</exception>
    public IReadOnlyList<T> Of<T>()
        where T : ItemRecord => [.. Records.Select(record => record as T ?? throw new RecordFormatException(
            $"{Directory} holds {RecordKinds.Of(record.GetType())}; {RecordKinds.NameOf(typeof(T))} are needed here"))];

    /// <summary>The spoofs of a run, whatever certifier was spoofed, in item order.</summary>
    /// <exception cref="RecordFormatException">The run holds records that are no spoofs.</exception>
    public IReadOnlyList<ISpoof> Spoofs() => [.. Records.Select(record => record as ISpoof ?? throw new RecordFormatException(
        $"{Directory} holds {RecordKinds.Of(record.GetType())}; spoofs are needed here"))];

    /// <summary>Items still to be done, where the manifest says how many there are.</summary>
    public int Missing => Math.Max(0, (Manifest.Items ?? Records.Count) - Records.Count);
}
