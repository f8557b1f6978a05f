using System.Text.Json.Nodes;
using Audit.Inputs;

namespace Audit.Studies.Experiments;

/// <summary>An experiment: models, data sets, the steps that all or some of them go through, and the tables and figures that
/// come of it. Its schema is docs/run.schema.json.</summary>
public sealed record ExperimentFile
{
    /// <summary>Commands that a step may be.</summary>
    public static IReadOnlyList<string> StepCommands { get; } = ["certify", "spoof", "attack", "diagnose", "train", "review"];

    /// <summary>Commands that an output may be.</summary>
    public static IReadOnlyList<string> OutputCommands { get; } = ["table", "plot", "screen", "report"];

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public string? About { get; init; }

    /// <summary>Values that the command line must give: name and what it is.</summary>
    public IReadOnlyDictionary<string, string> Needs { get; init; } = new Dictionary<string, string>();

    /// <summary>Values that the command line may replace.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Models: their files, and options of every step with them.</summary>
    public IReadOnlyDictionary<string, (string File, Words Options)> Models { get; init; } =
        new Dictionary<string, (string, Words)>();

    /// <summary>Data sets, as --data takes them.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>Options of every step.</summary>
    public Words Options { get; init; } = new();

    /// <summary>The steps, in order.</summary>
    public required IReadOnlyList<ExperimentStep> Steps { get; init; }

    /// <summary>Tables and figures.</summary>
    public IReadOnlyList<ExperimentOutput> Outputs { get; init; } = [];

    /// <summary>Name of the experiment: that of its file, or of its folder where the file is just called run.</summary>
    public string Name
    {
        get
        {
            string name = System.IO.Path.GetFileNameWithoutExtension(Path);
            return name != "run" ? name : System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(
                System.IO.Path.GetFullPath(Path))) ?? name;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It is no experiment; the message says where and what was expected.</exception>
    public static ExperimentFile Read(string path)
    {
        var fields = new FileFields(FileTree.Read(path), path);
        _ = fields["$schema"];
        var file = new ExperimentFile
        {
            Path = path,
            About = fields.Text("about"),
            Needs = Texts(fields, "needs"),
            Values = Texts(fields, "values"),
            Models = fields.Map("models").ToDictionary(m => m.Name, m => Model(m.Value, $"{path}, models, {m.Name}")),
            Data = Texts(fields, "data"),
            Options = new(fields.Options("options")),
            Steps = [.. fields.List("steps").Select((s, k) => ExperimentStep.Read(new(s, $"{path}, step {k + 1}")))],
            Outputs = [.. fields.List("outputs").Select((o, k) => ExperimentOutput.Read(new(o, $"{path}, output {k + 1}")))],
        };
        fields.Finish();
        foreach (string name in file.Models.Keys.Concat(file.Data.Keys))
            ExperimentStep.CheckName(name, path);
        return file.Steps.Count > 0 ? file : throw new UsageException($"{path}: it has no steps");
    }

    private static Dictionary<string, string> Texts(FileFields fields, string name) => fields.Map(name)
        .ToDictionary(v => v.Name, v => FileFields.Words(v.Value, $"{fields.Where}, {name}, {v.Name}") is [var one] ? one
            : throw new UsageException($"{fields.Where}, {name}, {v.Name}: expected one text"));

    private static (string, Words) Model(JsonNode? node, string where)
    {
        if (node is not JsonObject)
            return (FileFields.Words(node, where) is [var file] ? file : throw new UsageException($"{where}: expected a file"),
                new());
        var fields = new FileFields(node, where);
        var model = (fields.Needed("file"), new Words(fields.Options("options")));
        fields.Finish();
        return model;
    }
}
