using System.Text.Json.Nodes;

namespace Audit.Records.Runs;

/// <summary>What a run's answers are about, as its question names it: the model as it is computed, with all that stands around
/// it, on its data. Results of two runs speak of one thing where their victims are the same.</summary>
public sealed class Victim
{
    /// <summary>The parts of a question that name it.</summary>
    private static readonly string[] Parts =
    [
        "model_sha256", "model_read_as", "models", "fusion", "weights", "defence", "precision", "sigma", "noise", "transform",
            "data", "split", "data_sha256",
    ];

    private readonly Dictionary<string, string> values;

    private Victim(Dictionary<string, string> values) => this.values = values;

    /// <summary>The victim of a question.</summary>
    public static Victim Of(JsonObject question) =>
        new(Parts.Where(part => question[part] is not null && !IsDefault(part, question[part]!))
        .ToDictionary(part => part, part => question[part]!.ToJsonString()));

    /// <summary>Equal for victims that are one, which then have no <see cref="Differences"/>.</summary>
    public string Identity => string.Join('|', Parts.Select(part => values.GetValueOrDefault(part, "")));

    /// <summary>The parts in which this victim and another differ, as JSON or "none".</summary>
    public IReadOnlyList<(string Part, string This, string Other)> Differences(Victim other) =>
        [.. Parts.Select(part => (part, values.GetValueOrDefault(part, "none"), other.values.GetValueOrDefault(part, "none")))
            .Where(p => p.Item2 != p.Item3)];

    /// <summary>Certificates of mixed precision are about the float32 network, which questions do not name.</summary>
    private static bool IsDefault(string part, JsonNode value) =>
        part == "precision" && value is JsonValue text && text.TryGetValue(out string? name) && name == "mixed";
}
