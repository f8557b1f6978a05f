using System.Text.Json.Serialization;

namespace Audit.Records.Items;

/// <summary>"certified" or "abstained" in a record.</summary>
public enum VerdictKind
{
    [JsonStringEnumMemberName("certified")]
    Certified,

    [JsonStringEnumMemberName("abstained")]
    Abstained,
}
