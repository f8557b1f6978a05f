using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Records.Report;
using Audit.Records.Runs;
using Audit.Studies.Repeating;

namespace Audit.Cli.Commands;

/// <summary>audit rerun: repeats what was recorded and compares.</summary>
public static class RerunCommand
{
    /// <summary>Exit status where a record came out otherwise.</summary>
    public const int Differs = 1;

    private const int MostShown = 20;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var what = new Argument<string>("run") { Description = "Run folder, folder of a review, or report.html" };
        var output = new Option<string>("--out")
        {
            Description = "Folder that keeps the repeated runs; without it they are deleted",
        }.FolderToWrite();
        var most = new Option<int?>("--max")
        {
            Description = "Repeat at most this many records of each run, to the end of a block",
        };
        most.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault() is { } word && (!Numbers.TryCount(word.Value, out int number) || number < 1))
                result.AddError($"--max must be a whole number of at least 1, got {Shown.Name(word.Value)}");
        });
        var json = Choose.Flag("--json", "Print the outcome as JSON");
        var command = new Command("rerun", $"""
            Repeats runs from their own record (certify, spoof, attack, diagnose) with the files that it names, and compares
            record by record. Model and data must be where they were, and the same: their hashes are checked.
            Exit status: 0 all records are the same bytes, {Differs} some differ, {Errors.BadInput} a run cannot be repeated.

            Example: audit rerun runs/s25
                     audit rerun report.html --max 20
            """) { what, output, most, json };
        command.SetAction(parse => Run(parse.GetRequiredValue(what), parse.GetValue(output), parse.GetValue(most),
            parse.GetValue(json)));
        return command;
    }

    private static int Run(string what, string? output, int? most, bool json)
    {
        var runs = Recorded(what);
        string folder = output ?? Directory.CreateTempSubdirectory("audit-rerun").FullName;
        var repetition = new Repetition(new TerminalView());
        List<RepeatedRun> repeated = [];
        try
        {
            foreach (var (run, k) in runs.Select((run, k) => (run, k)))
                repeated.Add(repetition.Repeat(run, Path.Combine(folder, Folder(run, k)), most));
        }
        finally
        {
            if (output is null)
                Directory.Delete(folder, recursive: true);
        }
        if (json)
            System.Console.Out.WriteLine(Json(repeated).ToJsonString(Indented));
        else
            repeated.ForEach(Print);
        return repeated.Any(r => r.Differences.Count > 0) ? Differs
            : repeated.Any(r => r.Problem is not null) ? Errors.BadInput : 0;
    }

    private static IReadOnlyList<RecordedRun> Recorded(string what)
    {
        if (File.Exists(what))
            return ReportData.Read(what);
        if (!Directory.Exists(what))
            throw new UsageException($"{Shown.Name(what, 200)}: there is no such run folder or report");
        if (File.Exists(Path.Combine(what, "manifest.json")))
            return [RecordedRun.Of(StoredRuns.Read(what))];
        string[] inside = [.. Directory.GetDirectories(what).Where(d => File.Exists(Path.Combine(d, "manifest.json")))
            .Order(StringComparer.Ordinal)];
        return inside.Length > 0 ? [.. inside.Select(d => RecordedRun.Of(StoredRuns.Read(d)))]
            : throw new UsageException($"{Shown.Name(what, 200)} holds no run");
    }

    /// <summary>A name of our own: those of a page come from elsewhere.</summary>
    private static string Folder(RecordedRun run, int k) => string.Create(CultureInfo.InvariantCulture,
        $"{k + 1}-{new string([.. run.Name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_').Take(60)])}");

    private static void Print(RepeatedRun run)
    {
        string counted = string.Create(CultureInfo.InvariantCulture, $"{run.Compared} of {run.Recorded} records repeated");
        string name = Shown.Text(run.Name, 200);
        System.Console.Out.WriteLine(run.Problem is { } problem ? $"{name}: NOT REPEATED: {problem}"
            : run.IsSame ? $"{name}: {counted}, all the same" : string.Create(CultureInfo.InvariantCulture,
                $"{name}: {counted}, {run.Differences.Count} DIFFER"));
        foreach (var (index, fields) in run.Differences.Take(MostShown))
            System.Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  image {index}: {fields}"));
        if (run.Differences.Count > MostShown)
            System.Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  and {run.Differences.Count - MostShown} more (--json names all)"));
        if (!run.IsSame && run.Elsewhere.Count > 0)
            System.Console.Out.WriteLine($"  not as it was then: {string.Join("; ", run.Elsewhere)}");
    }

    private static JsonArray Json(IEnumerable<RepeatedRun> runs) => [.. runs.Select(run => (JsonNode)new JsonObject
    {
        ["run"] = run.Name,
        ["key"] = run.Key,
        ["recorded"] = run.Recorded,
        ["compared"] = run.Compared,
        ["same"] = run.IsSame,
        ["problem"] = run.Problem,
        ["differences"] = new JsonArray([.. run.Differences.Select(d => (JsonNode)new JsonObject
        {
            ["index"] = d.Index,
            ["fields"] = d.Fields,
        })]),
        ["elsewhere"] = new JsonArray([.. run.Elsewhere.Select(e => (JsonNode)e)]),
    })];
}
