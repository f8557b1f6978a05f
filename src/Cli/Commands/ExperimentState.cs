using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Inputs.Files;

namespace Audit.Cli.Commands;

/// <summary>What an experiment's folder holds: the command lines of its finished runs, and the files that it wrote
/// itself.</summary>
internal sealed class ExperimentState
{
    private const string FileName = "experiment.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Command line of each run that was carried out.</summary>
    public Dictionary<string, string> Runs { get; } = [];

    /// <summary>Names of the files that it wrote.</summary>
    public HashSet<string> Written { get; } = [];

    /// <summary>The state of a folder; empty where there is none.</summary>
    /// <exception cref="UsageException">The file is no such state.</exception>
    public static ExperimentState Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        var state = new ExperimentState();
        if (!File.Exists(path))
            return state;
        try
        {
            var node = JsonNode.Parse(File.ReadAllBytes(path))!;
            foreach (var (name, line) in node["runs"]!.AsObject())
                state.Runs[name] = line!.GetValue<string>();
            state.Written.UnionWith(node["written"]!.AsArray().Select(n => n!.GetValue<string>()));
            return state;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException
            or ArgumentException)
        {
            throw new UsageException($"{path} is no state of an experiment; delete it, and finished runs are read again", e);
        }
    }

    /// <summary>Writes it.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var node = new JsonObject
        {
            ["runs"] = new JsonObject(Runs.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))),
            ["written"] = new JsonArray([.. Written.Order(StringComparer.Ordinal).Select(n => (JsonNode)n)]),
        };
        WholeFile.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(node, Indented));
    }
}
