using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>audit show: one run, with everything that it was asked.</summary>
public static class ShowCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "Run folder" }.ExistingRun();
        var json = Choose.Flag("--json", "Print everything as JSON");
        var command = new Command("show", """
            Shows a run: what it was asked, how it was carried out, how far it came, and its usual table. Every record is
            read and checked.

            Example: audit show runs/s25
            """) { folder, json };
        command.SetAction(parse =>
        {
            var run = StoredRuns.Read(parse.GetRequiredValue(folder));
            var table = run.Records.Count > 0 ? TableCatalog.Of([run], new() { Kind = TableCatalog.Usual([run]) }) : null;
            System.Console.Out.WriteLine(parse.GetValue(json) ? Json(run, table) : Text(run, table));
            return 0;
        });
        return command;
    }

    private static string Text(StoredRun run, Table? table)
    {
        var manifest = run.Manifest;
        List<string> lines = [$"{run.Directory}: {manifest.Command}, key {manifest.Key}, {State(run)}"];
        foreach (var (part, values) in Parts(manifest))
        {
            lines.Add($"{part}:");
            lines.AddRange(values.Where(v => v.Value is not null)
                .Select(v => $"  {Shown.Text(v.Key),-20} {Shown.Text(Value(v.Value!), 500)}"));
        }
        return string.Join('\n', lines) + (table is null ? "" : "\n\n" + TableFormat.Render(table, "md").TrimEnd());
    }

    private static string Json(StoredRun run, Table? table)
    {
        var manifest = run.Manifest;
        var shown = new JsonObject
        {
            ["run"] = run.Directory,
            ["command"] = manifest.Command,
            ["key"] = manifest.Key,
            ["state"] = run.Missing > 0 ? "unfinished" : "finished",
            ["records"] = run.Records.Count,
            ["items"] = manifest.Items,
            ["started"] = manifest.Started,
        };
        foreach (var (part, values) in Parts(manifest))
            shown[part] = values.DeepClone();
        shown["table"] = table is null ? null : JsonNode.Parse(TableFormat.Render(table, "json"));
        return shown.ToJsonString(Indented);
    }

    private static IEnumerable<(string Part, JsonObject Values)> Parts(Manifest manifest) =>
        [("question", manifest.Question), ("how", manifest.How), ("versions", manifest.Versions)];

    private static string State(StoredRun run) => run.Missing > 0
        ? $"unfinished: {run.Records.Count} of {run.Manifest.Items} records" : $"finished: {run.Records.Count} records";

    private static string Value(JsonNode value) => value is JsonValue v && v.TryGetValue(out string? text) ? text
        : value is JsonValue n && n.TryGetValue(out double number) ? Numbers.Size(number) : value.ToJsonString();
}
