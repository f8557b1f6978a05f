using System.Text.Json.Serialization;

namespace Audit.Records.Certificates;

/// <summary>Why a sequential certification drew no further sample. Its certificate is valid in every case.</summary>
public enum StopReason
{
    /// <summary>All n samples are drawn.</summary>
    [JsonStringEnumMemberName("n")]
    Limit,

    /// <summary>Every radius is decided.</summary>
    [JsonStringEnumMemberName("decided")]
    Decided,

    /// <summary>No more than the asked precision can still be gained.</summary>
    [JsonStringEnumMemberName("precise")]
    Precise,

    /// <summary>The user stopped it.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,

    /// <summary>A sample had NaN or infinite logits.</summary>
    [JsonStringEnumMemberName("non_finite")]
    NonFinite,
}
