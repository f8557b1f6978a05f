using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Studies.Experiments;

namespace Audit.Cli.Commands;

/// <summary>audit run: an experiment from a file.</summary>
public static class RunCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The command with its options.</summary>
    /// <param name="run">Carries out a command line.</param>
    public static Command Create(Func<IReadOnlyList<string>, int> run)
    {
        var file = new Argument<string>("file") { Description = "FILE.json or FILE.yaml (docs/run.md)" }
            .ExistingFile("experiment");
        var output = new Option<string>("--out")
        {
            Description = "Folder of all results [default: runs/ and the experiment's name]",
        }.FolderToWrite();
        var set = new Option<string[]>("--set")
        {
            Description = "NAME=VALUE: a value that the file asks for; may be given several times",
            AllowMultipleArgumentsPerToken = true,
        };
        var size = new Option<int?>("--size")
        {
            Description = "Make it small: at most this many images per run, and what the file says of small sizes",
        };
        size.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault() is { } word && (!Numbers.TryCount(word.Value, out int number) || number < 1))
                result.AddError($"--size must be a whole number of at least 1, got {Shown.Name(word.Value)}");
        });
        var dry = Choose.Flag("--dry-run", "Print the commands and stop");
        var json = Choose.Flag("--json", "Print what was made as JSON");
        var command = new Command("run", $"""
            Runs an experiment: models x data x steps, then its tables and figures. What is finished is not run again; the same
            command continues. A run that fails is named, and the others go on. Results are written into a folder of their own
            and compared with those that lie beside the file, never over them.
            Exit status: 0 everything was made, {Errors.BadInput} something failed.

            Example: audit run experiments/table1-smoothing/run.yaml --set cifar=data/cifar10 --size 5
            """) { file, output, set, size, dry, json };
        command.SetAction(parse =>
        {
            var experiment = ExperimentFile.Read(parse.GetRequiredValue(file));
            int? most = parse.GetValue(size);
            string folder = parse.GetValue(output)
                ?? Path.Combine("runs", experiment.Name + (most is null ? "" : $"-size-{most}"));
            var plan = new ExperimentPlan(experiment, Values(parse.GetValue(set) ?? []), folder, most);
            var made = new ExperimentOutputs(plan, experiment, run, isWhole: most is null);
            if (parse.GetValue(dry))
            {
                foreach (var line in plan.Runs.Select(r => r.Line).Concat(made.Lines()))
                    System.Console.Out.WriteLine($"audit {string.Join(' ', line.Select(Quoted))}");
                return 0;
            }
            return Run(plan, made, run, parse.GetValue(json));
        });
        return command;
    }

    private static int Run(ExperimentPlan plan, ExperimentOutputs outputs, Func<IReadOnlyList<string>, int> start, bool json)
    {
        var state = ExperimentState.Read(plan.Folder);
        JsonObject failed = [];
        foreach (var (run, k) in plan.Runs.Select((run, k) => (run, k)))
        {
            string line = string.Join(' ', run.Line.Select(Quoted));
            if (run.IsDone && state.Runs.GetValueOrDefault(run.Name) == line)
                continue;
            Errors.Note($"[{k + 1}/{plan.Runs.Count}] {run.Name}");
            try
            {
                Quiet(() => start(run.Line));
                state.Runs[run.Name] = line;
                state.Write(plan.Folder);
            }
            catch (InputException e)
            {
                failed[run.Name] = e.Message;
                Errors.Warn($"{run.Name}: {e.Message}");
            }
        }
        var written = outputs.Write(state, failed);
        state.Write(plan.Folder);
        System.Console.Out.WriteLine(json ? new JsonObject
        {
            ["folder"] = plan.Folder,
            ["runs"] = new JsonArray([.. plan.Runs.Select(r => (JsonNode)new JsonObject
            {
                ["name"] = r.Name,
                ["result"] = r.Result,
                ["finished"] = r.IsDone,
            })]),
            ["outputs"] = new JsonArray([.. written.Select(w => (JsonNode)new JsonObject
            {
                ["file"] = w.Path,
                ["stored"] = w.Stored,
                ["same"] = w.IsSame,
            })]),
            ["failed"] = failed,
        }.ToJsonString(Indented) : Text(plan, written, failed));
        return failed.Count > 0 ? Errors.BadInput : 0;
    }

    private static string Text(ExperimentPlan plan, IReadOnlyList<(string Path, string? Stored, bool? IsSame)> written,
        JsonObject failed) => string.Join('\n',
        [
            $"{plan.Folder}: {plan.Runs.Count(r => r.IsDone)} of {plan.Runs.Count} runs are finished",
            .. written.Select(w => w.Path + (w.Stored is null ? "" : w.IsSame == true ? $" (same as {w.Stored})"
                : $" (differs from {w.Stored})")),
            .. failed.Select(f => $"FAILED: {f.Key}: {f.Value}"),
        ]);

    private static Dictionary<string, string> Values(string[] words)
    {
        Dictionary<string, string> values = [];
        foreach (string word in words)
        {
            if (word.Split('=', 2) is not [{ Length: > 0 } name, var value])
                throw new UsageException($"--set takes NAME=VALUE, got {Shown.Name(word)}");
            if (!values.TryAdd(name, value))
                throw new UsageException($"--set gives {name} twice");
        }
        return values;
    }

    /// <summary>Runs a command whose tables nobody wants to see here.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static string Quiet(Func<int> command)
    {
        var said = System.Console.Out;
        using var text = new StringWriter();
        System.Console.SetOut(text);
        try
        {
            return command() == Errors.Interrupted ? throw new OperationCanceledException() : text.ToString();
        }
        finally
        {
            System.Console.SetOut(said);
        }
    }

    /// <summary>A word as a shell takes it.</summary>
    private static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c)
        || "-_./:,=+@%".Contains(c, StringComparison.Ordinal)) ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
