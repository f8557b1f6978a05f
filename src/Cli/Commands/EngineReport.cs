using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;

namespace Audit.Cli.Commands;

/// <summary>Whether a network is compiled, and how near the compiled one is to libtorch on the images of the
/// self-check.</summary>
public sealed record EngineReport(IReadOnlyList<(Precision Precision, Compilation Compilation)> Compilations)
{
    /// <summary>One line per precision.</summary>
    public IEnumerable<string> Lines => Compilations.Select(c => Line(c.Precision, c.Compilation));

    /// <summary>Compiles a graph and compares; a black box is never compiled.</summary>
    public static EngineReport Of(Graph? graph) => new(graph is null
        ? [(Precision.Float32, new Compilation(null, "a black box runs as it is", null))]
        : [.. Enum.GetValues<Precision>().Select(precision => (precision, CompiledClassifier.Compile(graph, precision)))]);

    /// <summary>For programs.</summary>
    public JsonArray Json() => new([.. Compilations.Select(c => (JsonNode)new JsonObject
    {
        ["precision"] = c.Precision.ToString().ToLowerInvariant(),
        ["missing"] = c.Compilation.Why,
        ["largest_difference"] = c.Compilation.Agreement?.Largest,
        ["votes_that_differ"] = c.Compilation.Agreement?.VotesThatDiffer,
        ["images"] = c.Compilation.Agreement?.Images,
    })]);

    private static string Line(Precision precision, Compilation compilation) =>
        compilation is { Classifier: not null, Agreement: { } a }
        ? string.Create(CultureInfo.InvariantCulture,
        $"{Name(precision)} compiled ({CompiledClassifier.EngineVersion}): largest logit difference {a.Largest:G3} (logits up "
        + $"to {a.Magnitude:G3}), {a.VotesThatDiffer} of {a.Images} votes differ on noisy images")
        : compilation.Disagrees ? $"{Name(precision)} through libtorch; the compiled network is not used: {compilation.Why}"
        : $"{Name(precision)} through libtorch: {compilation.Why}";

    private static string Name(Precision precision) => precision.ToString().ToLowerInvariant();
}
