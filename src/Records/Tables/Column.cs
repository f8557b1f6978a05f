namespace Audit.Records.Tables;

/// <summary>The heading of a column.</summary>
/// <param name="Key">Stable name in csv and json; a proportion adds the same name with _low and _high.</param>
/// <param name="Header">What people read.</param>
/// <param name="IsProportion">Holds proportions (or nothing), so csv and json add the two interval columns.</param>
public abstract record Column(string Key, string Header, bool IsProportion);

/// <summary>A column: its heading together with what stands below it, so that no row can slip.</summary>
/// <typeparam name="TRow">What a row is about.</typeparam>
/// <param name="Key">Stable name in csv and json.</param>
/// <param name="Header">What people read.</param>
/// <param name="Value">The cell of a row.</param>
/// <param name="IsProportion">Holds proportions (or nothing).</param>
public sealed record Column<TRow>(string Key, string Header, Func<TRow, Cell> Value, bool IsProportion = false)
    : Column(Key, Header, IsProportion)
{
    /// <summary>The same column of a table whose rows are about more than this one needs.</summary>
    /// <param name="part">The part that it needs.</param>
    public Column<TOther> From<TOther>(Func<TOther, TRow> part) => new(Key, Header, row => Value(part(row)), IsProportion);
}
