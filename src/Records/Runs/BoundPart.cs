using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Runs;

/// <summary>A certificate from bounds inside another record.</summary>
public sealed record BoundPart
{
    public required VerdictKind Verdict { get; init; }

    /// <summary>The class whose margins were bounded.</summary>
    public required int Class { get; init; }

    /// <summary>Lower bound on the smallest of its margins; null where it is not a finite number.</summary>
    public required double? MarginLower { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    [JsonIgnore]
    public bool IsCertified => Verdict == VerdictKind.Certified;

    /// <param name="certificate">A certificate from bounds.</param>
    /// <param name="label">The class whose margins were bounded.</param>
    /// <exception cref="ArgumentException">The certificate does not rest on bounds, or certifies another class.</exception>
    public static BoundPart From(Certificate certificate, int label)
    {
        Bounds bounds = certificate.Evidence as Bounds
            ?? throw new ArgumentException($"A bound spoof record needs bounds, got {certificate.Evidence.GetType().Name}.");
        if (certificate.Class is int certified && certified != label)
            throw new ArgumentException($"The certificate must be of class {label}, got {certified}.");
        return new()
        {
            Verdict = certificate.Verdict is Certified ? VerdictKind.Certified : VerdictKind.Abstained,
            Class = label,
            MarginLower = double.IsFinite(bounds.MarginLower) ? bounds.MarginLower : null,
            Reason = (certificate.Verdict as Abstained)?.Reason,
        };
    }
}
