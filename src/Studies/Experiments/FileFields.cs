using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Inputs;

namespace Audit.Studies.Experiments;

/// <summary>An object of an experiment's file, read key by key; a key that nobody asked for is an error.</summary>
internal sealed class FileFields
{
    private readonly JsonObject fields;
    private readonly HashSet<string> asked = [];

    /// <param name="node">The object; null where there is none.</param>
    /// <param name="where">File and place, for messages.</param>
    public FileFields(JsonNode? node, string where) => (fields, Where) = (node as JsonObject
        ?? (node is null ? [] : throw new UsageException($"{where}: expected keys with values, got {Kind(node)}")), where);

    /// <summary>File and place.</summary>
    public string Where { get; }

    /// <summary>All keys.</summary>
    public IEnumerable<string> Names => fields.Select(f => f.Key);

    /// <summary>Whether a key is there.</summary>
    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>The value of a key; null where it is not there.</summary>
    public JsonNode? this[string name]
    {
        get
        {
            asked.Add(name);
            return fields[name];
        }
    }

    /// <summary>A text.</summary>
    public string? Text(string name) => this[name] is { } node ? Word(node, $"{Where}, {name}") : null;

    /// <summary>A text that must be there.</summary>
    public string Needed(string name) => Text(name) ?? throw new UsageException($"{Where}: '{name}' is missing");

    /// <summary>One text or a list of them; null where there is none.</summary>
    public IReadOnlyList<string>? Texts(string name) => this[name] is { } node ? Words(node, $"{Where}, {name}") : null;

    /// <summary>The object of a key, by its keys.</summary>
    public IEnumerable<(string Name, JsonNode? Value)> Map(string name)
    {
        var map = new FileFields(this[name], $"{Where}, {name}");
        return map.Names.Select(key => (key, map[key]));
    }

    /// <summary>The list of a key.</summary>
    public IReadOnlyList<JsonNode?> List(string name) => this[name] switch
    {
        null => [],
        JsonArray list => [.. list],
        var other => throw new UsageException($"{Where}, {name}: expected a list, got {Kind(other)}"),
    };

    /// <summary>Options: name to words; no word for one that is given without a value, and null for one that is taken
    /// back.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>?> Options(string name) => Map(name)
        .ToDictionary(o => o.Name, o => o.Value is JsonValue v && v.TryGetValue(out bool given)
            ? given ? (IReadOnlyList<string>)[] : null : o.Value is null ? null : Words(o.Value, $"{Where}, {name}, {o.Name}"));

    /// <summary>Refuses keys that nobody asked for.</summary>
    public void Finish()
    {
        if (fields.Select(f => f.Key).FirstOrDefault(key => !asked.Contains(key)) is { } unknown)
            throw new UsageException($"{Where}: unknown key {Shown.Name(unknown)}; expected one of {string.Join(", ", asked)}");
    }

    /// <summary>One text or a list of them.</summary>
    public static IReadOnlyList<string> Words(JsonNode? node, string where) =>
        node is JsonArray list ? [.. list.Select(item => Word(item, where))] : [Word(node, where)];

    private static string Word(JsonNode? node, string where) => node is JsonValue value
        ? value.TryGetValue(out string? text) ? text : value.GetValueKind() == JsonValueKind.Number
            ? value.ToJsonString() : throw new UsageException($"{where}: expected text or a number, got {Kind(node)}")
        : throw new UsageException($"{where}: expected text or a number, got {Kind(node)}");

    private static string Kind(JsonNode? node) => node switch
    {
        null => "nothing",
        JsonArray => "a list",
        JsonObject => "keys with values",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Shown.Name(node.ToJsonString())}"),
    };
}
