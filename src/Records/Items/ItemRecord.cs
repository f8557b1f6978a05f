using System.Text.Json.Serialization;

namespace Audit.Records.Items;

/// <summary>What a run found out about one item: one line of records.jsonl, told apart by its "type".</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CertifyRecord), "certify")]
[JsonDerivedType(typeof(BoundRecord), "bound")]
[JsonDerivedType(typeof(SpoofRecord), "spoof")]
[JsonDerivedType(typeof(BoundSpoofRecord), "bound_spoof")]
[JsonDerivedType(typeof(AttackRecord), "attack")]
[JsonDerivedType(typeof(DiagnosisRecord), "diagnosis")]
public abstract record ItemRecord
{
    /// <summary>Position of the item in the data set, from 0.</summary>
    [JsonPropertyOrder(-2)]
    public required int Index { get; init; }

    /// <summary>True class.</summary>
    [JsonPropertyOrder(-1)]
    public required int Label { get; init; }
}
