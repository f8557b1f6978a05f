using System.Diagnostics;
using System.Globalization;

namespace Audit.Records.Runs;

/// <summary>The only loop over items: skip what is there, compute, append, in item order.</summary>
public static class Runner
{
    /// <summary>Completes a run. Seconds per item go to timing.jsonl, so that records repeat byte for byte.</summary>
    /// <param name="indexes">The items of the run, in order.</param>
    /// <param name="compute">The record of one item.</param>
    /// <param name="progress">Told (done, total) at the start and after each item.</param>
    /// <param name="cancel">Stops after the item in progress; what is recorded stays.</param>
    /// <returns>True when every item is recorded, false when cancelled before.</returns>
    /// <exception cref="RunConflictException">The folder records items that are not among the indexes, or in another order.</exception>
    public static bool Complete(Run run, IReadOnlyList<int> indexes, Func<int, ItemRecord> compute,
        Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        int done = run.Records.Count;
        if (done > indexes.Count || run.Records.Where((record, i) => record.Index != indexes[i]).Any())
            throw new RunConflictException($"{run.Directory}: the {done} recorded items are not the first of the "
                + $"{indexes.Count} asked for; were records.jsonl or the data changed?");
        using StreamWriter timing = new(Path.Combine(run.Directory, RunFiles.TimingName), append: true) { AutoFlush = true };
        progress?.Invoke(done, indexes.Count);
        for (; done < indexes.Count; progress?.Invoke(done, indexes.Count))
        {
            if (cancel.IsCancellationRequested)
                return false;
            int index = indexes[done];
            long start = Stopwatch.GetTimestamp();
            ItemRecord record = compute(index);
            if (record.Index != index)
                throw new InvalidOperationException($"Item {index} produced a record of item {record.Index}.");
            run.Append(record);
            done++;
            timing.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $$"""{"index":{{index}},"seconds":{{Stopwatch.GetElapsedTime(start).TotalSeconds:R}}}"""));
        }

        return true;
    }
}
