namespace Audit.Cli.Commands;

/// <summary>Results of items that are computed many at a time and asked for one by one, in order.</summary>
/// <param name="items">All items, in the order in which they are asked for.</param>
/// <param name="count">Items computed at once.</param>
/// <param name="compute">Results of some items, in order.</param>
internal sealed class Ahead<T>(IReadOnlyList<int> items, int count, Func<IReadOnlyList<int>, IReadOnlyList<T>> compute)
{
    private readonly Queue<(int Item, T Result)> ready = [];
    private int next = -1;

    /// <summary>The result of an item; where it is not there yet, it and those that follow are computed.</summary>
    public T Take(int item)
    {
        if (ready.Count == 0)
        {
            // A continued run begins in the middle.
            if (next < 0)
                next = items.TakeWhile(i => i != item).Count();
            int[] some = [.. items.Skip(next).Take(count)];
            foreach (var pair in some.Zip(compute(some)))
                ready.Enqueue(pair);
            next += some.Length;
        }
        var (expected, result) = ready.Dequeue();
        return expected == item ? result : throw new InvalidOperationException($"expected to be asked for item {expected}, was asked for {item}");
    }
}
