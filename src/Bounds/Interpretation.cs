using Audit.Networks.Graphs;
using Audit.Networks.Interpreters;

namespace Audit.Bounds;

/// <summary>One way of reading a network, as inspect shows it: which ops it has rules for, and what needs it.</summary>
/// <param name="Name">Name of the reading.</param>
/// <param name="Needed">What a user cannot do where a rule is missing.</param>
/// <param name="Covers">Whether there is a rule for an op as it is; the flag asks for one that counts rounding errors.</param>
public sealed record Interpretation(string Name, string Needed, Func<Op, bool, bool> Covers)
{
    /// <summary>Every reading that a user can ask for. The answers are those of the tables that the readings themselves
    /// use.</summary>
    public static IReadOnlyList<Interpretation> Known { get; } =
    [
        new("Forward", "predictions, smoothing, attacks", (op, _) => op is Input || Forward.Rules.Covers(op)),
        new(Intervals.Name, "certify --method ibp", BoundRules.HasInterval) { Reads = BoundGraph.ToLogits, IsBound = true },
        new(Crown.Name, "certify --method fast-lin, crown-ibp, crown, alpha-crown",
            BoundRules.HasLines) { Reads = BoundGraph.ToLogits, IsBound = true },
    ];

    /// <summary>What it reads of a network; the whole of it by default.</summary>
    public Func<Graph, Graph> Reads { get; init; } = graph => graph;

    /// <summary>Whether it bounds values, so that rounding errors can be asked for.</summary>
    public bool IsBound { get; init; }

    /// <summary>The ops of a network that there is no rule for, by name; ops that it does not read need none.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="sound">Whether the rules must count rounding errors.</param>
    public IReadOnlyList<string> Missing(Graph graph, bool sound = false) =>
        [.. Reads(graph).Nodes.Select(n => n.Op).Where(op => !Covers(op, sound)).Select(op => op.Name)
            .Concat(sound && BoundGraph.Rounded(graph) is { } node ? [$"the rounded constants of {node.Name}"] : [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
