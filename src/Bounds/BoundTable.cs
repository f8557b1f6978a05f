using Audit.Networks.Graphs;

namespace Audit.Bounds;

/// <summary>A reading that bounds networks. A row may have no account of its rounding errors; it is then left out of the sound
/// arithmetic.</summary>
internal sealed class BoundTable<TContext, TResult> : OpTable<TContext, TResult>
{
    private readonly Dictionary<Type, Func<Op, bool>> unsound = [];

    /// <summary>Adds a row that only some arithmetic has.</summary>
    /// <param name="rule">The op's meaning in this reading.</param>
    /// <param name="covers">Which attributes of the op it holds for; null for all.</param>
    /// <param name="sound">For which of these rounding errors are counted.</param>
    public void Add<TOp>(Func<TOp, TContext, TResult> rule, Func<TOp, bool>? covers, Func<TOp, bool> sound)
        where TOp : Op
    {
        Add(rule, covers);
        unsound.Add(typeof(TOp), op => !sound((TOp)op));
    }

    /// <summary>Adds the rows of another table of the same reading.</summary>
    public void Add(BoundTable<TContext, TResult> others)
    {
        Add((OpTable<TContext, TResult>)others);
        foreach (var (type, rule) in others.unsound)
            unsound.Add(type, rule);
    }

    /// <summary>Whether there is a rule for the op as it is, in an arithmetic.</summary>
    /// <param name="op">The op.</param>
    /// <param name="sound">Whether rounding errors must be counted.</param>
    public bool Covers(Op op, bool sound) => Covers(op) && !(sound && unsound.TryGetValue(op.GetType(), out var refused)
        && refused(op));
}
