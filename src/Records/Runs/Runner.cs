using System.Diagnostics;
using System.Globalization;
using Audit.Records.Items;

namespace Audit.Records.Runs;

/// <summary>The only loop over items: skip what is there, compute, append, in item order.</summary>
public static class Runner
{
    /// <summary>Completes a run. Seconds per item go to timing.jsonl, so that records repeat byte for byte.</summary>
    /// <param name="indexes">The items of the run, in order.</param>
    /// <param name="compute">The record of one item.</param>
    /// <param name="progress">Told (done, total) at the start and after each item.</param>
    /// <param name="cancel">Stops after the item in progress; what is recorded stays.</param>
    /// <param name="label">True class of an item as the data has it, to which recorded labels are held; null where there are no
    /// data.</param>
    /// <param name="ready">Whether the record of the next item costs nothing any more: it is taken before a stop.</param>
    /// <returns>True when every item is recorded, false when cancelled before.</returns>
    /// <exception cref="RunConflictException">The folder records items that are not among the indexes, or in another order; or it
    /// is gone.</exception>
    /// <exception cref="RecordFormatException">A recorded label is not that of the data.</exception>
    public static bool Complete(Run run, IReadOnlyList<int> indexes, Func<int, ItemRecord> compute,
        Action<int, int>? progress = null, CancellationToken cancel = default, Func<int, int>? label = null,
        Func<bool>? ready = null)
    {
        int done = Recorded(run, indexes, label);
        using StreamWriter timing = new(Path.Combine(run.Directory, RunFiles.TimingName), append: true) { AutoFlush = true };
        progress?.Invoke(done, indexes.Count);
        for (; done < indexes.Count; progress?.Invoke(done, indexes.Count))
        {
            if (cancel.IsCancellationRequested && ready?.Invoke() != true)
            {
                run.Keep();
                return false;
            }

            run.EnsureInPlace();
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

        run.Finish();
        return true;
    }

    /// <summary>How many of the items are recorded: the first ones, with the labels that the data have.</summary>
    private static int Recorded(Run run, IReadOnlyList<int> indexes, Func<int, int>? label)
    {
        int done = run.Records.Count;
        if (done > indexes.Count || run.Records.Where((record, i) => record.Index != indexes[i]).Any())
            throw new RunConflictException($"{run.Directory}: the {done} recorded items are not the first of the "
                + $"{indexes.Count} asked for; were {RunFiles.RecordsName} or the data changed?");
        for (int i = 0; label is not null && i < done; i++)
        {
            if (run.Records[i].Label != label(indexes[i]))
                throw new RecordFormatException(
                    $"{Path.Combine(run.Directory, RunFiles.RecordsName)}, line {i + 1}: the label of index {indexes[i]} is "
                    + $"{run.Records[i].Label}, but {label(indexes[i])} in the data.");
        }

        return done;
    }
}
