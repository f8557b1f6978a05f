using System.Text.Json.Serialization;

namespace Audit.Records.Runs;

/// <summary>"certified" or "abstained" in a record.</summary>
public enum VerdictKind
{
    [JsonStringEnumMemberName("certified")]
    Certified,

    [JsonStringEnumMemberName("abstained")]
    Abstained,
}
