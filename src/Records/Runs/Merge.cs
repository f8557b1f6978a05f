using System.Text.Json.Nodes;
using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>Joins the shards of one run into the run that they are parts of, records in item order.</summary>
public static class Merge
{
    /// <summary>Writes <paramref name="directory"/>; its key is that of the run made without shards.</summary>
    /// <remarks>Lines are copied, not rewritten, so keys that this version does not know survive; only their chain is that of the
    /// whole run. Where a shard has none, neither has the whole. Images stay with their shard: copy the image folders where
    /// figures need them.</remarks>
    /// <exception cref="RunConflictException">Shards of different questions, missing, repeated or unfinished.</exception>
    public static StoredRun Shards(IReadOnlyList<string> shards, string directory)
    {
        if (shards.Count == 0)
            throw new ArgumentException("Merging needs at least one shard.");
        Part[] parts = [.. shards.Select(Read)];
        Manifest whole = Check([.. parts.Select(part => part.Run)]);
        var lines = parts.SelectMany(part => part.Run.Records.Zip(part.Bodies)).OrderBy(pair => pair.First.Index).ToList();
        int[] repeated = [.. lines.GroupBy(pair => pair.First.Index).Where(g => g.Count() > 1).Select(g => g.Key)];
        if (repeated.Length > 0)
            throw new RunConflictException($"Item {repeated[0]} is recorded in more than one shard.");
        using (Run merged = Run.OpenOrCreate(directory, whole with { Items = lines.Count }))
        {
            if (merged.Records.Count > 0)
                throw new RunConflictException($"{directory} already holds records; choose another folder.");
            foreach ((ItemRecord record, string body) in lines)
                merged.Append(record, body);
            merged.Finish();
        }

        return Run.Read(directory);
    }

    private static Part Read(string directory)
    {
        Manifest manifest = RunFiles.ReadManifest(directory);
        StoredLines stored = StoredLines.Read(directory, manifest);
        return new(new(directory, manifest, stored.Records), stored.Bodies);
    }

    private static Manifest Check(StoredRun[] runs)
    {
        Manifest first = runs[0].Manifest.WithoutShard();
        foreach (StoredRun run in runs)
        {
            Manifest other = run.Manifest.WithoutShard();
            if (other.Key != first.Key)
                throw new RunConflictException($"{run.Directory} and {runs[0].Directory} ask different questions: "
                    + $"{string.Join("; ", RunKey.Differences(first, other))}.");
            if (run.Missing > 0)
                throw new RunConflictException($"{run.Directory} is unfinished: {run.Missing} items are missing.");
        }

        Shard[] shards = [.. runs.Select(run => Shard.Parse(run.Manifest.Shard ?? "1/1"))];
        int count = shards[0].Count;
        string[] missing = [.. Enumerable.Range(1, count).Select(i => new Shard(i, count)).Except(shards)
            .Select(s => s.ToString())];
        if (missing.Length > 0 || shards.Length != count)
            throw new RunConflictException(
                $"Expected each shard of {count} once, got {string.Join(", ", (IEnumerable<Shard>)shards)}.");
        return first with { How = (JsonObject)first.How.DeepClone(), Format = runs.Min(run => run.Manifest.Format) };
    }

    private sealed record Part(StoredRun Run, IReadOnlyList<string> Bodies);
}
