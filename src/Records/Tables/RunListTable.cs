using System.Text.Json.Nodes;
using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>Run folders, one per line: what they are about and how far they came.</summary>
public static class RunListTable
{
    private static readonly string[] Asked = ["method", "certifier", "attack", "norm", "epsilon", "sigma", "n"];

    private static readonly Column<ListedRun>[] Columns =
    [
        new("run", "run", r => Cells.Text(r.Folder)), new("command", "command", r => Cells.Text(r.Manifest?.Command)),
        new("model", "model", r => Cells.Text(Path.GetFileName(r.Manifest?.How["model"]?.ToString()))),
        new("data", "data", r => Cells.Text(r.Manifest?.Text("data"))),
        new("asked", "asked", r => Cells.Text(Question(r.Manifest))), new("records", "records", r => Cells.Text(r.Progress)),
        new("state", "state", r => Cells.Text(r.State)),
        new("started", "started", r => Cells.Text(r.Manifest?.Started is { Length: > 16 } t ? t[..16].Replace('T', ' ') : null)),
        new("key", "key", r => Cells.Text(r.Manifest?.Key)),
    ];

    /// <summary>The table.</summary>
    /// <param name="runs">The runs.</param>
    public static Table Of(IReadOnlyList<ListedRun> runs) => Table.Of("Runs", Columns, runs,
        [.. runs.Where(r => r.Problem is not null).Select(r => r.Problem!)],
        ["records: recorded so far, of how many. started: UTC. audit show RUN says more."]);

    private static string? Question(Manifest? manifest) => manifest is null ? null : string.Join(", ", Asked
        .Select(name => (Name: name, Value: manifest.Question[name])).Where(p => p.Value is JsonValue)
        .Select(p => p.Value is JsonValue v && v.TryGetValue(out double number)
            ? $"{p.Name} {Inputs.Numbers.Size(number)}" : $"{p.Name} {p.Value}"));
}
