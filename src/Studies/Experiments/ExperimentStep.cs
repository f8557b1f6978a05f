using Audit.Inputs;

namespace Audit.Studies.Experiments;

/// <summary>A step: one command, for each of its models, data sets and combinations of swept options.</summary>
/// <param name="Name">First part of its runs' names.</param>
/// <param name="Command">The command.</param>
/// <param name="Models">Names of models; null for all, none where the options say what is audited.</param>
/// <param name="Data">Names of data sets; null for all.</param>
/// <param name="Options">Its options.</param>
/// <param name="Sweep">Options of several values, each of which makes a run.</param>
/// <param name="For">Options with single models.</param>
/// <param name="Small">Options where a small size is asked for.</param>
public sealed record ExperimentStep(string Name, string Command, IReadOnlyList<string>? Models, IReadOnlyList<string>? Data,
    Words Options, IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Sweep, IReadOnlyDictionary<string, Words> For,
    Words Small)
{
    internal static ExperimentStep Read(FileFields fields)
    {
        string command = fields.Needed("command");
        if (!ExperimentFile.StepCommands.Contains(command))
            throw new UsageException($"{fields.Where}: command must be one of {string.Join(", ", ExperimentFile.StepCommands)}, "
                + $"got {Shown.Name(command)}");
        var step = new ExperimentStep(fields.Text("name") ?? command, command, fields.Texts("models"), fields.Texts("data"),
            new(fields.Options("options")),
            [.. fields.Map("sweep").Select(s => (s.Name, FileFields.Words(s.Value, $"{fields.Where}, sweep, {s.Name}")))],
            fields.Map("for").ToDictionary(f => f.Name, f => new Words(new FileFields(
                new System.Text.Json.Nodes.JsonObject { ["o"] = f.Value?.DeepClone() }, $"{fields.Where}, for {f.Name}")
                .Options("o"))),
            new(fields.Options("small")));
        fields.Finish();
        CheckName(step.Name, fields.Where);
        return step;
    }

    /// <summary>Names become names of folders.</summary>
    /// <exception cref="UsageException">This one cannot.</exception>
    internal static void CheckName(string name, string where)
    {
        if (name.Length is 0 or > 60 || name[0] is '.' or '-' || !name.All(IsPlain))
            throw new UsageException($"{where}: a name is made of letters, digits, '.', '-' and '_', got {Shown.Name(name)}");
    }

    /// <summary>Whether a character may stand in the name of a folder.</summary>
    internal static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';
}
