using Audit.Records.Diagnosis;

namespace Audit.Records.Tables;

/// <summary>Checks of one diagnosis, a row each: what was compared, how it came out.</summary>
public static class CheckTable
{
    private static readonly Column<Check>[] Columns =
    [
        new("check", "check", c => Cells.Text(c.Name)), new("holds", "what must hold", c => Cells.Text(c.Question)),
            new("verdict", "verdict", c => Cells.Text(c.Verdict.Text())),
        new("first", "measured", c => Cells.Text(c.First)), new("first_count", "images", c => Cells.Count(c.FirstShare?.Count)),
            new("first_of", "of", c => Cells.Count(c.FirstShare?.Total)),
        new("second", "compared to", c => Cells.Text(c.Second)),
            new("second_count", "images", c => Cells.Count(c.SecondShare?.Count)),
            new("second_of", "of", c => Cells.Count(c.SecondShare?.Total)),
        new("p", "p", c => Cells.Number(c.P)), new("note", "note", c => Cells.Text(c.Note ?? "")),
    ];

    /// <summary>A table of checks.</summary>
    public static Table Of(string title, IReadOnlyList<Check> checks, IReadOnlyList<string> notes) =>
        Table.Of(title, Columns, checks, notes: notes);
}
