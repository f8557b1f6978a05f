using System.Text.Json.Serialization;
using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Records.Items;

/// <summary>How a sequential certification went: what a certify record adds for it. Keys: docs/records.md.</summary>
public sealed record SequentialPart
{
    /// <summary>Estimation samples drawn, at most n.</summary>
    public required long Samples { get; init; }

    public required StopReason Stopped { get; init; }

    /// <summary>One for each radius asked about; empty where none was.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>Upper end of the confidence sequence for the probability of the class.</summary>
    public required double PUpper { get; init; }

    /// <summary>Votes for the class when the lower end, and with it the radius, was reached; absent before any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Tally? LowerAt { get; init; }

    /// <summary>The same for the upper end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Tally? UpperAt { get; init; }

    public static SequentialPart From(SequentialVotes votes) => new()
    {
        Samples = votes.Samples,
        Stopped = votes.Stopped,
        Decisions = votes.Decisions,
        PUpper = votes.PUpper,
        LowerAt = votes.LowerAt,
        UpperAt = votes.UpperAt,
    };

    /// <summary>What was found out about a radius; null where it was not asked about.</summary>
    public Decision? At(double radius) => Decisions.FirstOrDefault(d => d.Radius == radius);
}
