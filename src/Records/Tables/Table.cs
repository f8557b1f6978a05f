namespace Audit.Records.Tables;

/// <summary>A table before it has a format.</summary>
/// <param name="Rows">Each with one cell a column.</param>
/// <param name="Warnings">What a reader must not miss; printed before the rows.</param>
/// <param name="Notes">Conventions and settings; printed after the rows.</param>
public sealed record Table(string Title, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows,
    IReadOnlyList<string> Warnings, IReadOnlyList<string> Notes)
{
    /// <exception cref="InvalidOperationException">A row has another number of cells than there are columns.</exception>
    public Table Checked() => Rows.All(row => row.Count == Columns.Count) ? this
        : throw new InvalidOperationException($"'{Title}': every row must have {Columns.Count} cells.");
}

/// <summary>A column of a table.</summary>
/// <param name="Key">Stable name in csv and json; a proportion adds the same name with _low and _high.</param>
/// <param name="Header">What people read.</param>
/// <param name="IsProportion">Holds proportions (or nothing), so csv and json add the two interval columns.</param>
public sealed record Column(string Key, string Header, bool IsProportion = false);
