using System.Text;
using System.Text.Json.Nodes;
using Audit.Cli.Terminal;
using Audit.Inputs.Files;
using Audit.Studies.Experiments;

namespace Audit.Cli.Commands;

/// <summary>The tables and figures of an experiment, written into its folder.</summary>
/// <param name="plan">The runs.</param>
/// <param name="experiment">The experiment.</param>
/// <param name="run">Carries out a command line.</param>
/// <param name="isWhole">Whether it is of full size, so that stored results beside the file are to be compared.</param>
internal sealed class ExperimentOutputs(ExperimentPlan plan, ExperimentFile experiment,
    Func<IReadOnlyList<string>, int> run, bool isWhole)
{
    private static readonly Dictionary<string, string> Formats = new()
    {
        [".md"] = "md",
        [".csv"] = "csv",
        [".tex"] = "latex",
        [".json"] = "json",
    };

    /// <summary>The command lines of all outputs, where every run is there.</summary>
    public IEnumerable<IReadOnlyList<string>> Lines() => experiment.Outputs.SelectMany(o => o.To.Select(to =>
        Line(o, plan.Of(o), Path.Combine(plan.Folder, to))));

    /// <summary>Writes them.</summary>
    /// <param name="state">What the folder holds.</param>
    /// <param name="failed">Takes those that failed, and why.</param>
    /// <returns>Each file, the stored one that it was compared with, and whether it is the same.</returns>
    public IReadOnlyList<(string Path, string? Stored, bool? IsSame)> Write(ExperimentState state, JsonObject failed)
    {
        List<(string, string?, bool?)> written = [];
        foreach (var (output, to) in experiment.Outputs.SelectMany(o => o.To.Select(to => (o, to))))
        {
            try
            {
                var runs = plan.Of(output).Where(r => Directory.Exists(r.Result)).ToList();
                if (runs.Count == 0)
                    throw new UsageException("none of its runs is there");
                string path = Place(state, to);
                string text = RunCommand.Quiet(() => run(Line(output, runs, path)));
                if (output.Command is "table" or "screen")
                    WholeFile.Write(path, Encoding.UTF8.GetBytes(text));
                state.Written.Add(Path.GetFileName(path));
                string stored = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(experiment.Path))!, to);
                bool compared = isWhole && File.Exists(stored) && Path.GetFullPath(stored) != Path.GetFullPath(path);
                written.Add((path, compared ? Path.GetRelativePath(Environment.CurrentDirectory, stored) : null,
                    compared ? File.ReadAllBytes(stored).AsSpan().SequenceEqual(File.ReadAllBytes(path)) : null));
            }
            catch (Exception e) when (e is InputException or Audit.Records.Plots.PlotException)
            {
                failed[to] = e.Message;
                Errors.Warn($"{to}: {e.Message}");
            }
        }
        return written;
    }

    /// <summary>Where a file goes: beside one of that name that this experiment did not write, never over it.</summary>
    private string Place(ExperimentState state, string to)
    {
        string path = Path.Combine(plan.Folder, to);
        return !File.Exists(path) || state.Written.Contains(to) ? path
            : Path.Combine(plan.Folder, $"{Path.GetFileNameWithoutExtension(to)}.new{Path.GetExtension(to)}");
    }

    private IReadOnlyList<string> Line(ExperimentOutput output, IReadOnlyList<PlannedRun> runs, string path)
    {
        List<string> line = [.. plan.Line(output, runs)];
        if (output.Command is "plot" or "report")
            line.AddRange(["--out", path]);
        else if (!output.Options.Given.ContainsKey("format") && Formats.TryGetValue(Path.GetExtension(path), out string? format))
            line.AddRange(["--format", format]);
        return line;
    }
}
