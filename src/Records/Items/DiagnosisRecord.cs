using System.Text.Json.Serialization;

namespace Audit.Records.Items;

/// <summary>What the probes of a diagnosis found at one image; every verdict is derived from these. Keys:
/// docs/records.md.</summary>
public sealed record DiagnosisRecord : ItemRecord
{
    /// <summary>Classified correctly as it is. Other images are not probed.</summary>
    public required bool Correct { get; init; }

    /// <summary>Gradients at the clean image; absent for images that are not probed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GradientFacts? Gradient { get; init; }

    /// <summary>Every attack that was tried on it.</summary>
    public required IReadOnlyList<Trial> Trials { get; init; }
}
