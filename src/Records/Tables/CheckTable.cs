using Audit.Records.Diagnosis;

namespace Audit.Records.Tables;

/// <summary>Checks of one diagnosis, a row each: what was compared, how it came out.</summary>
public static class CheckTable
{
    private static readonly Column[] Columns =
    [
        new("check", "check"), new("holds", "what must hold"), new("verdict", "verdict"), new("first", "measured"), new("first_count", "images"), new("first_of", "of"),
        new("second", "compared to"), new("second_count", "images"), new("second_of", "of"), new("p", "p"), new("note", "note"),
    ];

    /// <summary>A table of checks.</summary>
    public static Table Of(string title, IReadOnlyList<Check> checks, IReadOnlyList<string> notes) => new(title, Columns, [.. checks.Select(Row)], [], notes);

    private static IReadOnlyList<Cell> Row(Check c) =>
    [
        new TextCell(c.Name), new TextCell(c.Question), new TextCell(c.Verdict.Text()), new TextCell(c.First), Count(c.FirstShare?.Count), Count(c.FirstShare?.Total),
        new TextCell(c.Second), Count(c.SecondShare?.Count), Count(c.SecondShare?.Total), c.P is { } p ? new NumberCell(p) : new EmptyCell(), new TextCell(c.Note ?? ""),
    ];

    private static Cell Count(int? value) => value is { } v ? new CountCell(v) : new EmptyCell();
}
