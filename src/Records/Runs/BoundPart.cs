using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Runs;

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

    /// <param name="certificate">Certificate of the predicted class.</param>
    /// <param name="predicted">The predicted class.</param>
    /// <exception cref="ArgumentException">The certificate does not rest on bounds, or is for another class.</exception>
    public static BoundPart From(Certificate certificate, int predicted)
    {
        Bounds bounds = certificate.Evidence as Bounds
            ?? throw new ArgumentException($"A bound spoof record needs bounds, got {certificate.Evidence.GetType().Name}.");
        if (certificate.Class is int certified && certified != predicted)
            throw new ArgumentException($"Class {certified} is certified, but {predicted} is predicted.");
        return new()
        {
            Verdict = certificate.Verdict is Certified ? VerdictKind.Certified : VerdictKind.Abstained,
            Class = predicted,
            MarginLower = double.IsFinite(bounds.MarginLower) ? bounds.MarginLower : null,
            Reason = (certificate.Verdict as Abstained)?.Reason,
        };
    }
}
