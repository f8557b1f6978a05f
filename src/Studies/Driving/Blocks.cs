using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Studies.Driving;

/// <summary>Records one by one, in order, of work that makes them in blocks.</summary>
/// <remarks>Blocks have fixed places in the list of items, so a resumed run repeats the block that it was stopped in: as a whole
/// where its records hang together, else what is missing of it.</remarks>
internal sealed class Blocks(StudyWork work, IReadOnlyList<int> indexes, Run run, ReportProgress report, Action<string> warn,
    CancellationToken stop)
{
    private readonly Queue<ItemRecord> ready = [];
    private long counted = work.Tally is { } tally ? run.Records.LongCount(tally.Is) : 0;

    /// <summary>What is done, in a few words.</summary>
    public string Summary => Counted is { } text ? $"images, {text}" : "images";

    private string? Counted => work.Tally is { } tally ? $"{counted} {tally.Name}" : null;

    /// <summary>Whether the record of the next item is there already.</summary>
    public bool IsReady => ready.Count > 0;

    /// <summary>The record of the next item.</summary>
    public ItemRecord Next(int index)
    {
        if (ready.Count == 0)
            Make(run.Records.Count);
        var record = ready.Dequeue();
        counted += work.Tally is { } tally && tally.Is(record) ? 1 : 0;
        return record;
    }

    private void Make(int done)
    {
        int start = done / work.BlockSize * work.BlockSize, from = work.BlocksMatter ? start : done;
        int[] items = [.. indexes.Skip(from).Take(start + work.BlockSize - from)];
        var records = work.Records(new Block(items, run.Directory, (some, detail) =>
            report(from + some, Counted is { } text ? $"{detail}, {text}" : detail), warn, stop));
        foreach (var record in records.Skip(done - from))
            ready.Enqueue(record);
        // All of them at once: one by one they would look like a speed.
        report(from + records.Count, Summary);
    }
}
