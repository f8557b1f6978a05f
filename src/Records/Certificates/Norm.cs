using System.Text.Json.Serialization;

namespace Audit.Records.Certificates;

/// <summary>How the size of a perturbation is measured, in pixel units of [0,1] over all pixels and channels.</summary>
public enum Norm
{
    /// <summary>Largest absolute change of a pixel.</summary>
    [JsonStringEnumMemberName("linf")]
    Linf,

    /// <summary>Root of the sum of squares.</summary>
    [JsonStringEnumMemberName("l2")]
    L2,

    /// <summary>Sum of absolute changes.</summary>
    [JsonStringEnumMemberName("l1")]
    L1,
}
