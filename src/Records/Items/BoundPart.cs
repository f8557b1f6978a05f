using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>A certificate by bounds inside another record.</summary>
public sealed record BoundPart
{
    public required VerdictKind Verdict { get; init; }

    /// <summary>Class that the network predicts; certified where the verdict says so.</summary>
    public required int Class { get; init; }

    /// <summary>Lower bound on the smallest margin of the class over the region; null where the bound is not finite.</summary>
    public required double? MarginLower { get; init; }

    /// <summary>Why the verdict is an abstention; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    [JsonIgnore]
    public bool IsCertified => Verdict == VerdictKind.Certified;

    /// <exception cref="ArgumentException">The certificate does not rest on bounds.</exception>
    public static BoundPart From(Certificate certificate)
    {
        MarginEvidence bounds = certificate.Evidence as MarginEvidence
            ?? throw new ArgumentException($"A bound spoof record needs bounds, got {certificate.Evidence.GetType().Name}.");
        return new()
        {
            Verdict = certificate.Verdict is Certified ? VerdictKind.Certified : VerdictKind.Abstained,
            Class = bounds.Class,
            MarginLower = double.IsFinite(bounds.MarginLower) ? bounds.MarginLower : null,
            Reason = bounds.Abstention,
        };
    }
}
