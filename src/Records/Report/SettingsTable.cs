using System.Text.Json.Nodes;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Records.Report;

/// <summary>Everything that runs were asked and how they were carried out, one column per run.</summary>
internal static class SettingsTable
{
    private sealed record Row(string Part, string Name, IReadOnlyList<string> Values);

    /// <summary>The table of all settings.</summary>
    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        (string Part, Func<StoredRun, JsonObject> Of)[] parts =
        [
            ("question", run => run.Manifest.Question), ("how", run => run.Manifest.How),
            ("versions", run => run.Manifest.Versions),
        ];
        var rows = parts.SelectMany(part => runs.SelectMany(run => part.Of(run).Select(p => p.Key)).Distinct()
            .Select(name => new Row(part.Part, name, [.. runs.Select(run => Value(part.Of(run)[name]))])));
        return Table.Of<Row>("Every setting of every run",
            [
                new("part", "part", r => Cells.Text(r.Part)), new("name", "setting", r => Cells.Text(r.Name)),
                .. runs.Select((run, k) => new Column<Row>($"run_{k}", RunCells.Name(run), r => Cells.Text(r.Values[k]))),
            ], rows, [],
            ["question: what can change an answer; the run's key is a hash of it. how: what cannot."]);
    }

    private static string Value(JsonNode? value) => value switch
    {
        null => "-",
        JsonValue v when v.TryGetValue(out string? text) => text,
        _ => value.ToJsonString(),
    };
}
