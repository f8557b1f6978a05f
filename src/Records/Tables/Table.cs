using Audit.Inputs;

namespace Audit.Records.Tables;

/// <summary>A table before it has a format.</summary>
public sealed record Table
{
    private Table(string title, IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Cell>> rows,
        IReadOnlyList<string> warnings, IReadOnlyList<string> notes) =>
        (Title, Columns, Rows, Warnings, Notes) = (title, columns, rows, warnings, notes);

    public string Title { get; }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Each with one cell per column.</summary>
    public IReadOnlyList<IReadOnlyList<Cell>> Rows { get; }

    /// <summary>What a reader must not miss; printed before the rows.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Conventions and settings; printed after the rows.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>A table whose cells its columns make.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="columns">Headings and how each cell follows from a row.</param>
    /// <param name="rows">What the rows are about.</param>
    /// <param name="warnings">What a reader must not miss.</param>
    /// <param name="notes">Conventions and settings.</param>
    public static Table Of<TRow>(string title, IReadOnlyList<Column<TRow>> columns, IEnumerable<TRow> rows,
        IReadOnlyList<string>? warnings = null, IReadOnlyList<string>? notes = null) =>
        new(title, columns, [.. rows.Select(row => (IReadOnlyList<Cell>)[.. columns.Select(column => column.Value(row))])],
            warnings ?? [], notes ?? []);

    /// <summary>The same table with some of its columns, in the order given.</summary>
    /// <param name="keys">Names of columns as csv and json have them.</param>
    /// <exception cref="UsageException">There is no such column.</exception>
    public Table Only(IReadOnlyList<string> keys)
    {
        int[] at = [.. keys.Select(key => Columns.ToList().FindIndex(c => c.Key == key || c.Header == key))];
        int missing = Array.IndexOf(at, -1);
        if (missing >= 0)
            throw new UsageException($"--columns: there is no column {Shown.Name(keys[missing])} here; the table has "
                + string.Join(", ", Columns.Select(c => c.Key)));
        return new(Title, [.. at.Select(j => Columns[j])],
            [.. Rows.Select(row => (IReadOnlyList<Cell>)[.. at.Select(j => row[j])])], Warnings, Notes);
    }
}
