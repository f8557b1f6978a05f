using System.Text.Json.Serialization;
using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Records.Runs;

/// <summary>A certificate inside another record, with the keys that a certify record has.</summary>
public sealed record CertificatePart
{
    public required VerdictKind Verdict { get; init; }

    /// <summary>Class selected on the n0 samples, also when the verdict is an abstention.</summary>
    public required int Class { get; init; }

    /// <summary>Certified L2 radius in pixel units; 0 for an abstention.</summary>
    public required double Radius { get; init; }

    public required double Sigma { get; init; }

    public required long N0 { get; init; }

    public required long N { get; init; }

    public required double Alpha { get; init; }

    public required long Count { get; init; }

    public required double PLower { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long NonFinite { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    [JsonIgnore]
    public bool IsCertified => Verdict == VerdictKind.Certified;

    /// <exception cref="ArgumentException">The certificate does not rest on votes.</exception>
    public static CertificatePart From(Certificate certificate)
    {
        Votes votes = certificate.Evidence as Votes
            ?? throw new ArgumentException($"A spoof record needs votes, got {certificate.Evidence.GetType().Name}.");
        return new()
        {
            Verdict = certificate.Verdict is Certified ? VerdictKind.Certified : VerdictKind.Abstained,
            Class = votes.Class,
            Radius = certificate.Radius,
            Sigma = votes.Sigma,
            N0 = votes.N0,
            N = votes.N,
            Alpha = votes.Alpha,
            Count = votes.Count,
            PLower = Binomial.LowerBound(votes.Count, votes.N, votes.Alpha),
            NonFinite = votes.NonFinite,
            Reason = (certificate.Verdict as Abstained)?.Reason,
        };
    }
}
