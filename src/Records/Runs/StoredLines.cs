using Audit.Records.Checks;
using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>The records of a run, each line of them checked.</summary>
/// <param name="Records">In the order of the file.</param>
/// <param name="Bodies">Their lines without "chain".</param>
/// <param name="Chain">The last value of the chain; the run's key before any.</param>
/// <param name="Bytes">The file.</param>
internal sealed record StoredLines(IReadOnlyList<ItemRecord> Records, IReadOnlyList<string> Bodies, string Chain,
    RecordBytes Bytes)
{
    /// <exception cref="RecordFormatException">A line is no record, contradicts itself or the manifest, or the chain breaks at
    /// it; lines of a finished run are missing. The message names path, line and what differs.</exception>
    public static StoredLines Read(string directory, Manifest manifest)
    {
        string path = Path.Combine(directory, RunFiles.RecordsName);
        // Before the records: a run may end while it is read.
        Completion? completion = Completion.Read(directory);
        RecordBytes bytes = RecordBytes.Read(path);
        Asked asked = new(manifest.Question);
        HashSet<int> seen = [];
        List<ItemRecord> records = new(bytes.Lines.Count);
        List<string> bodies = new(bytes.Lines.Count);
        string chain = manifest.Key;
        for (int i = 0; i < bytes.Lines.Count; i++)
        {
            string where = $"{path}, line {i + 1}";
            (string body, string? link) = RecordChain.Split(bytes.Lines[i]);
            ItemRecord record = RecordJson.Parse(body, where);
            string? problem = Place(record, records, seen, manifest) ?? RecordCheck.Problem(record, asked)
                ?? Link(manifest, chain, body, link, i);
            if (problem is not null)
                throw new RecordFormatException($"{where}: {problem}.");
            chain = link ?? chain;
            records.Add(record);
            bodies.Add(body);
        }

        completion?.Check(path, records.Count, chain, bytes.Tail.Length);
        return new(records, bodies, chain, bytes);
    }

    /// <summary>What is wrong with a record standing where it does, if anything.</summary>
    private static string? Place(ItemRecord record, List<ItemRecord> before, HashSet<int> seen, Manifest manifest)
    {
        if (!seen.Add(record.Index))
            return $"index {record.Index} is recorded twice";
        if (before.Count == manifest.Items)
            return $"the run has {manifest.Items} items, this is one more";
        if (before.Count == 0)
            return null;
        if (record.GetType() != before[0].GetType())
            return $"a {RecordJson.TypeOf(record)} record in a run of {RecordJson.TypeOf(before[0])} records";
        // Others' logs are in an order of their own.
        return record.Index < before[^1].Index && !manifest.IsImport
            ? $"index {record.Index} follows index {before[^1].Index}: the lines are out of order" : null;
    }

    private static string? Link(Manifest manifest, string previous, string body, string? link, int line) =>
        (manifest.IsChained, link) switch
        {
            (false, null) => null,
            (false, _) => "has a key 'chain', which runs of format 1 do not have",
            (true, null) when body.EndsWith('\r') => "ends in a carriage return: another program saved the file",
            (true, null) => "does not end in its key 'chain': it was added or rewritten by another program",
            (true, _) when link == RecordChain.Next(previous, body) => null,
            _ when line == 0 => "the chain breaks here: this line was changed, or does not follow the manifest "
                + "(lines before it were lost, or it is of another run)",
            _ => $"the chain breaks here: this line was changed, or does not follow line {line} (lines were lost, moved or "
                + $"added)",
        };
}
