using System.Text.Json.Nodes;
using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>A run as it must be known to be repeated and compared: from its folder, or from a page.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="Manifest">What was asked.</param>
/// <param name="Indexes">The items that were recorded, in order.</param>
/// <param name="Digests">Of each record, its digest.</param>
/// <param name="Records">The records themselves; null where only their digests are known.</param>
public sealed record RecordedRun(string Name, Manifest Manifest, IReadOnlyList<int> Indexes, IReadOnlyList<string> Digests,
    IReadOnlyList<ItemRecord>? Records)
{
    /// <summary>A run that was read from its folder.</summary>
    public static RecordedRun Of(StoredRun run) => new(Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Directory)),
        run.Manifest, [.. run.Records.Select(r => r.Index)], [.. run.Records.Select(RecordDigest.Of)], run.Records);

    /// <summary>The options in which another run differs, as "name (there: a, now: b)"; empty where it asks the same.</summary>
    public IReadOnlyList<string> Differences(Manifest other) => RunKey.Differences(Manifest, other);

    /// <summary>How a repeated record differs from the one at the same place, field by field where that is known; null where it
    /// is the same.</summary>
    /// <param name="at">Which.</param>
    /// <param name="repeated">The record that came now.</param>
    public string? Difference(int at, ItemRecord repeated)
    {
        if (repeated.Index == Indexes[at] && RecordDigest.Of(repeated) == Digests[at])
            return null;
        if (Records is null)
            return "another record (the page holds digests; the run folder would say in what)";
        JsonObject there = RecordJson.Tree(Records[at]), now = RecordJson.Tree(repeated);
        return string.Join(", ", there.Select(p => p.Key).Union(now.Select(p => p.Key))
            .Where(key => !JsonNode.DeepEquals(there[key], now[key]))
            .Select(key => $"{key} {Text(there[key])} -> {Text(now[key])}"));
    }

    private static string Text(JsonNode? value) => value is null ? "none" : Inputs.Shown.Text(value.ToJsonString(), 60);
}
