using System.Globalization;

namespace Audit.Records.Runs;

/// <summary>One part of the items of a run, written i/n with i from 1: every n-th item from the i-th on.</summary>
public sealed record Shard(int Index, int Count)
{
    public static Shard Whole { get; } = new(1, 1);

    /// <exception cref="ArgumentException">The text is not i/n with 1 &lt;= i &lt;= n.</exception>
    public static Shard Parse(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && index >= 1 && index <= count
            ? new(index, count)
            : throw new ArgumentException($"A shard is i/n with i from 1 to n, for example 1/4; got '{text}'.");
    }

    /// <summary>The items of this shard. The shards of one count divide any list without overlap.</summary>
    public IReadOnlyList<T> Select<T>(IReadOnlyList<T> items) => [.. items.Where((_, i) => i % Count == Index - 1)];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
