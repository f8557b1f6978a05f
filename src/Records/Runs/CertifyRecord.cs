using System.Text.Json.Serialization;
using Audit.Records.Certificates;
using Audit.Records.Statistics;

namespace Audit.Records.Runs;

/// <summary>The certificate of one image under randomized smoothing. Keys: docs/records.md.</summary>
public sealed record CertifyRecord : ItemRecord
{
    public required VerdictKind Verdict { get; init; }

    /// <summary>Class selected on the n0 samples, also when the verdict is an abstention; null where a log omits it.</summary>
    public required int? Class { get; init; }

    /// <summary>Certified L2 radius in pixel units; 0 for an abstention.</summary>
    public required double Radius { get; init; }

    /// <summary>Certified, and the class is the label.</summary>
    public required bool Correct { get; init; }

    public required double Sigma { get; init; }

    public required long N0 { get; init; }

    public required long N { get; init; }

    public required double Alpha { get; init; }

    /// <summary>Votes of the class among the n samples; null where a log omits it.</summary>
    public required long? Count { get; init; }

    /// <summary>Lower confidence bound on the probability of the class; null where a log omits it.</summary>
    public required double? PLower { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long NonFinite { get; init; }

    /// <summary>Why the verdict is an abstention; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Where an imported record comes from; absent for our own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <exception cref="ArgumentException">The certificate does not rest on votes.</exception>
    public static CertifyRecord From(int index, int label, Certificate certificate)
    {
        Votes votes = certificate.Evidence as Votes
            ?? throw new ArgumentException($"A certify record needs votes, got {certificate.Evidence.GetType().Name}.");
        return new()
        {
            Index = index,
            Label = label,
            Verdict = certificate.Verdict is Certified ? VerdictKind.Certified : VerdictKind.Abstained,
            Class = votes.Class,
            Radius = certificate.Radius,
            Correct = certificate.Class == label,
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
