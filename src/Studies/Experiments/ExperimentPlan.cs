using System.Globalization;
using System.Text.RegularExpressions;
using Audit.Inputs;

namespace Audit.Studies.Experiments;

/// <summary>An experiment with its values filled in: every run and every output as a command line.</summary>
public sealed partial class ExperimentPlan
{
    private readonly ExperimentFile file;
    private readonly int? size;
    private readonly Dictionary<string, string> values;

    /// <summary>Fills an experiment in.</summary>
    /// <param name="file">The experiment.</param>
    /// <param name="given">Values of the command line, by name.</param>
    /// <param name="folder">Folder of all results.</param>
    /// <param name="size">Most images of a run; null for as many as the file says.</param>
    /// <exception cref="UsageException">Values are missing or unknown, or two runs have one name.</exception>
    public ExperimentPlan(ExperimentFile file, IReadOnlyDictionary<string, string> given, string folder, int? size = null)
    {
        (this.file, this.size, Folder) = (file, size, folder);
        string[] known = [.. file.Needs.Keys, .. file.Values.Keys];
        if (given.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new UsageException($"--set {Shown.Name(unknown)}: {file.Path} takes {(known.Length > 0
                ? string.Join(", ", known) : "no values")}");
        string[] missing = [.. file.Needs.Where(n => !given.ContainsKey(n.Key)).Select(n => $"--set {n.Key}=... ({n.Value})")];
        if (missing.Length > 0)
            throw new UsageException($"{file.Path} needs {string.Join(", ", missing)}");
        values = new(file.Values);
        foreach (var (name, value) in given)
            values[name] = value;
        values["out"] = folder;
        values["here"] = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
        Runs = [.. file.Steps.SelectMany(Expand)];
        if (Runs.GroupBy(r => r.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"{file.Path}: two runs are called {twice.Key}; name the steps");
    }

    /// <summary>Folder of all results.</summary>
    public string Folder { get; }

    /// <summary>All runs, in order.</summary>
    public IReadOnlyList<PlannedRun> Runs { get; }

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Reference();

    /// <summary>The command line of an output, without where it goes.</summary>
    /// <param name="output">The output.</param>
    /// <param name="runs">The runs that there are.</param>
    public IReadOnlyList<string> Line(ExperimentOutput output, IEnumerable<PlannedRun> runs) =>
        [output.Command, .. runs.Select(r => r.Result), .. Filled(output.Options).Line()];

    /// <summary>The runs that an output is about.</summary>
    /// <exception cref="UsageException">A name or pattern of it means none of the experiment's.</exception>
    public IReadOnlyList<PlannedRun> Of(ExperimentOutput output) => [.. output.Runs.SelectMany(pattern =>
    {
        var matcher = new Regex($"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$",
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        var found = Runs.Where(r => r.Command != "train" && matcher.IsMatch(r.Name)).ToList();
        return found.Count > 0 ? found
            : throw new UsageException($"{file.Path}, output {output.To[0]}: no run is called {Shown.Name(pattern)}");
    }).Distinct()];

    private IEnumerable<PlannedRun> Expand(ExperimentStep step)
    {
        string where = $"{file.Path}, step {step.Name}";
        string[] models = [.. step.Models ?? [.. file.Models.Keys]], data = [.. step.Data ?? [.. file.Data.Keys]];
        Check(models.Concat(step.For.Keys), [.. file.Models.Keys], $"{where}: there is no model");
        Check(data, [.. file.Data.Keys], $"{where}: there is no data set");
        string?[] nothing = [null], each = models.Length == 0 ? nothing : models, sets = data.Length == 0 ? nothing : data;
        foreach (string? model in each)
        {
            foreach (string? set in sets)
            {
                foreach (var swept in Combinations(step.Sweep))
                    yield return Run(step, model, set, data.Length > 1, swept);
            }
        }
    }

    private PlannedRun Run(ExperimentStep step, string? model, string? set, bool severalSets,
        IReadOnlyList<(string Name, string Value)> swept)
    {
        var words = file.Options;
        if (model is not null)
            words = words.With(file.Models[model].Options);
        words = words.With(step.Options);
        if (model is not null && step.For.TryGetValue(model, out var own))
            words = words.With(own);
        foreach (var (name, value) in swept)
            words = words.With(name, value);
        if (size is not null)
            words = Small(step, words);
        words = Filled(words);
        string called = string.Join('-', new[] { step.Name, model, severalSets ? set : null }.OfType<string>()
            .Concat(swept.Select(s => new string([.. s.Value.Select(c => ExperimentStep.IsPlain(c) ? c : '.')]))));
        string result = words.Given.GetValueOrDefault("out")?.SingleOrDefault()
            ?? Path.Combine(Folder, step.Command == "train" ? called + ".safetensors" : called);
        List<string> line = [step.Command];
        if (model is not null)
            line.AddRange(step.Command == "review" ? [ModelFile(model)] : ["--model", ModelFile(model)]);
        if (set is not null)
            line.AddRange(["--data", Fill(file.Data[set])]);
        line.AddRange(words.With("out", result).Line());
        return new(called, step.Command, result, line);
    }

    /// <summary>At most so many images, and what the step says of a small size.</summary>
    private Words Small(ExperimentStep step, Words words)
    {
        bool counts = step.Command is not ("train" or "review") && words.Given.GetValueOrDefault("images") is null;
        int most = Math.Min(size!.Value, words.Given.GetValueOrDefault("max") is [var text] && Numbers.TryCount(text, out int max)
            ? max : int.MaxValue);
        return (counts ? words.With("max", most.ToString(CultureInfo.InvariantCulture)) : words).With(step.Small);
    }

    private static void Check(IEnumerable<string> names, IReadOnlyCollection<string> known, string problem)
    {
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new UsageException($"{problem} {Shown.Name(unknown)}; there is {string.Join(", ", known)}");
    }

    private static IEnumerable<IReadOnlyList<(string, string)>> Combinations(
        IReadOnlyList<(string Name, IReadOnlyList<string> Values)> sweep) => sweep.Aggregate(
        (IEnumerable<IReadOnlyList<(string, string)>>)[[]], (all, option) =>
            all.SelectMany(some => option.Values.Select(value =>
                (IReadOnlyList<(string, string)>)[.. some, (option.Name, value)])));

    private Words Filled(Words words) => new(words.Given.ToDictionary(o => o.Key, o => o.Value is null ? null
        : (IReadOnlyList<string>)[.. o.Value.Select(Fill)]));

    /// <summary>A model's file: relative names start from the experiment's folder.</summary>
    private string ModelFile(string name) =>
        Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(values["here"], Fill(file.Models[name].File)));

    private string Fill(string text) => Reference().Replace(text, match =>
    {
        string name = match.Groups[1].Value;
        return values.TryGetValue(name, out string? value) ? value
            : name.StartsWith("models.", StringComparison.Ordinal) && file.Models.ContainsKey(name["models.".Length..])
            ? ModelFile(name["models.".Length..])
            : throw new UsageException($"{file.Path}: ${{{Shown.Text(name)}}} is not known");
    });
}
