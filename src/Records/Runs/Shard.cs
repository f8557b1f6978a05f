using System.Globalization;
using Audit.Inputs;

namespace Audit.Records.Runs;

/// <summary>One part of the items of a run, written i/n with i from 1: every n-th item from the i-th on.</summary>
public sealed record Shard(int Index, int Count)
{
    public static Shard Whole { get; } = new(1, 1);

    /// <exception cref="UsageException">The text is not i/n with 1 &lt;= i &lt;= n.</exception>
    public static Shard Parse(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 2
            && Numbers.TryCount(parts[0], out int index)
            && Numbers.TryCount(parts[1], out int count)
            && index >= 1 && index <= count
            ? new(index, count)
            : throw new UsageException($"--shard must be i/n with i from 1 to n, such as 1/4; got {Shown.Name(text)}");
    }

    /// <summary>The items of this shard. The shards of one count divide any list without overlap.</summary>
    public IReadOnlyList<T> Select<T>(IReadOnlyList<T> items) => [.. items.Where((_, i) => i % Count == Index - 1)];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
