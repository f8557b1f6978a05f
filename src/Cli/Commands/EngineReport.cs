using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Audit.Bounds;
using Audit.Import;
using Audit.Networks.Engine;
using Audit.Networks.Graphs;
using Audit.Networks.Inference;
using Audit.Networks.Interpreters;
using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Cli.Commands;

/// <summary>Whether a network is compiled, and how near the compiled one is to <see cref="Forward"/>, measured on random images.</summary>
public sealed record EngineReport(IReadOnlyList<EngineAgreement> Agreements)
{
    private const int Images = 64;

    /// <summary>One line a precision.</summary>
    public IEnumerable<string> Lines => Agreements.Select(a => a.Line);

    /// <summary>Compiles a graph and compares; a black box is never compiled.</summary>
    public static EngineReport Of(Graph? graph)
    {
        if (graph is null)
            return new([new(Precision.Float32, "no: a black box runs as it is", 0, 0, 0)]);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = zeros(graph.InputShape.Batch(Images));
        UniformNoise.Fill(MemoryMarshal.Cast<byte, float>(x.bytes), new Rng(0).Derive("inspect"), new NoiseAddress(NoiseStream.Diagnosis, 0, 0));
        var expected = Forward.Run(graph, x);
        return new([.. Enum.GetValues<Precision>().Select(precision => Compare(graph, precision, x, expected))]);
    }

    /// <summary>For programs.</summary>
    public JsonArray Json() => new([.. Agreements.Select(a => (JsonNode)new JsonObject
    {
        ["precision"] = a.Precision.ToString().ToLowerInvariant(),
        ["missing"] = a.Missing,
        ["largest_difference"] = a.Missing is null ? a.Largest : null,
        ["votes_that_differ"] = a.Missing is null ? a.VotesThatDiffer : null,
        ["images"] = Images,
    })]);

    private static EngineAgreement Compare(Graph graph, Precision precision, Tensor x, Tensor expected)
    {
        if (CompiledClassifier.TryCreate(graph, precision, out string? why) is not { } compiled)
            return new(precision, why, 0, 0, 0);
        using var scope = NewDisposeScope();
        var actual = compiled.Logits(x);
        return new(precision, null, (expected - actual).abs().max().ToDouble(), expected.abs().max().ToDouble(),
            Images - actual.argmax(1).eq(expected.argmax(1)).sum().ToInt64());
    }
}

/// <summary>How near a compiled network is to <see cref="Forward"/>.</summary>
/// <param name="Missing">Why there is none; null where there is.</param>
/// <param name="Largest">Largest difference of a logit.</param>
/// <param name="Magnitude">Largest logit.</param>
/// <param name="VotesThatDiffer">Images whose top class differs.</param>
public sealed record EngineAgreement(Precision Precision, string? Missing, double Largest, double Magnitude, long VotesThatDiffer)
{
    /// <summary>For people.</summary>
    public string Line => Missing is not null
        ? $"{Precision.ToString().ToLowerInvariant()} through libtorch: {Missing}"
        : FormattableString.Invariant($"{Precision.ToString().ToLowerInvariant()} compiled ({CompiledClassifier.EngineVersion}): largest logit difference {Largest:G3} (logits up to {Magnitude:G3}), {VotesThatDiffer} of 64 votes differ on random images");
}
