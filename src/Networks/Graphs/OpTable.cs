using System.Collections;

namespace Audit.Networks.Graphs;

/// <summary>One reading of networks: a row for each op that it has a rule for. What has no row, the reading does not
/// know.</summary>
/// <typeparam name="TContext">What a rule gets besides the op.</typeparam>
/// <typeparam name="TResult">What it makes of it.</typeparam>
public class OpTable<TContext, TResult> : IEnumerable<Type>
{
    private readonly Dictionary<Type, Row> rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="rule">The op's meaning in this reading.</param>
    /// <param name="covers">Which attributes of the op it holds for; null for all.</param>
    public void Add<TOp>(Func<TOp, TContext, TResult> rule, Func<TOp, bool>? covers = null)
        where TOp : Op =>
        rows.Add(typeof(TOp), new Row((op, context) => rule((TOp)op, context), op => covers?.Invoke((TOp)op) ?? true));

    /// <summary>Adds the rows of another table of the same reading.</summary>
    public void Add(OpTable<TContext, TResult> others)
    {
        foreach (var (type, row) in others.rows)
            rows.Add(type, row);
    }

    /// <summary>Whether there is a rule for the op as it is.</summary>
    public bool Covers(Op op) => rows.TryGetValue(op.GetType(), out var row) && row.Covers(op);

    /// <summary>What the op's rule makes of it; the default where there is no rule.</summary>
    public TResult? Apply(Op op, TContext context) =>
        rows.TryGetValue(op.GetType(), out var row) && row.Covers(op) ? row.Rule(op, context) : default;

    /// <inheritdoc/>
    public IEnumerator<Type> GetEnumerator() => rows.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed record Row(Func<Op, TContext, TResult> Rule, Func<Op, bool> Covers);
}
