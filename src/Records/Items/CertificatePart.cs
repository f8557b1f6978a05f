using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>A certificate inside another record, with the keys that a certify record has.</summary>
public sealed record CertificatePart
{
    public required VerdictKind Verdict { get; init; }

    /// <summary>Class selected on the n0 samples, also when the verdict is an abstention.</summary>
    public required int Class { get; init; }

    /// <summary>Certified radius in pixel units; 0 for an abstention.</summary>
    public required double Radius { get; init; }

    public required double Sigma { get; init; }

    /// <summary>Distribution of the noise; absent for Gaussian noise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Noise { get; init; }

    /// <summary>Norm of the radius; absent for L2.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Norm? Norm { get; init; }

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

    /// <summary>The votes, from which verdict, radius and bound follow.</summary>
    [JsonIgnore]
    public Votes Evidence => new(Class, Count, N0, N, Alpha, NoiseModels.Of(Noise, Sigma), NonFinite);

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
            Sigma = votes.Noise.Sigma,
            Noise = votes.Noise.Written(),
            Norm = votes.Noise.Norm.Written(),
            N0 = votes.N0,
            N = votes.N,
            Alpha = votes.Alpha,
            Count = votes.Count,
            PLower = votes.PLower,
            NonFinite = votes.NonFinite,
            Reason = votes.Abstention,
        };
    }
}
