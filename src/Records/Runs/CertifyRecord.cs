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

    /// <summary>Votes of the class among the samples drawn, n of them unless <see cref="Sequential"/> says otherwise; null where a
    /// log omits it.</summary>
    public required long? Count { get; init; }

    /// <summary>Lower confidence bound on the probability of the class; null where a log omits it.</summary>
    public required double? PLower { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long NonFinite { get; init; }

    /// <summary>Why the verdict is an abstention; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>How a sequential certification went; absent where all n samples were drawn unseen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SequentialPart? Sequential { get; init; }

    /// <summary>Where most votes come from a faster stand-in of the network; absent where all are its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MixedPart? Mixed { get; init; }

    /// <summary>Where an imported record comes from; absent for our own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>Estimation samples drawn.</summary>
    [JsonIgnore]
    public long Samples => Sequential?.Samples ?? N;

    /// <summary>The largest radius that n unanimous votes certify; less where they may stop at any of them.</summary>
    [JsonIgnore]
    public double Ceiling => Mixed is MixedPart mixed ? MixedVotes.Ceiling(N, mixed.Pairs, Alpha, Sigma)
        : Sequential is null ? SmoothingRadius.Ceiling(N, Alpha, Sigma) : SmoothingRadius.SequentialCeiling(N, Alpha, Sigma);

    /// <summary>Asked about a radius that the samples settled neither way.</summary>
    [JsonIgnore]
    public bool Undecided => Sequential?.Decisions.Any(d => d.Verdict == DecisionKind.Undecided) ?? false;

    /// <summary>Certified, with any class, and with at least this radius; what was decided about a radius goes first.</summary>
    public bool CertifiedAt(double radius) => Verdict == VerdictKind.Certified
        && (Sequential?.At(radius) is Decision decided ? decided.Verdict == DecisionKind.Certified : Radius >= radius);

    /// <summary>Certified with the right class and at least this radius.</summary>
    public bool CorrectAt(double radius) => Correct && CertifiedAt(radius);

    /// <exception cref="ArgumentException">The certificate does not rest on votes.</exception>
    public static CertifyRecord From(int index, int label, Certificate certificate) => certificate.Evidence switch
    {
        Votes votes => From(index, label, certificate, votes.Class, votes.Sigma, votes.N0, votes.N, votes.Alpha, votes.Count,
            Binomial.LowerBound(votes.Count, votes.N, votes.Alpha), votes.NonFinite),
        SequentialVotes votes => From(index, label, certificate, votes.Class, votes.Sigma, votes.N0, votes.N, votes.Alpha, votes.Count,
            votes.PLower, votes.NonFinite) with
        { Sequential = SequentialPart.From(votes) },
        MixedVotes votes => From(index, label, certificate, votes.Class, votes.Sigma, votes.N0, votes.N, votes.Alpha, votes.Count,
            votes.PLower, votes.NonFinite) with
        { Mixed = MixedPart.From(votes) },
        _ => throw new ArgumentException($"A certify record needs votes, got {certificate.Evidence.GetType().Name}."),
    };

    private static CertifyRecord From(int index, int label, Certificate certificate, int selected, double sigma, long n0, long n,
        double alpha, long count, double pLower, long nonFinite) => new()
        {
            Index = index,
            Label = label,
            Verdict = certificate.Verdict is Certified ? VerdictKind.Certified : VerdictKind.Abstained,
            Class = selected,
            Radius = certificate.Radius,
            Correct = certificate.Class == label,
            Sigma = sigma,
            N0 = n0,
            N = n,
            Alpha = alpha,
            Count = count,
            PLower = pLower,
            NonFinite = nonFinite,
            Reason = (certificate.Verdict as Abstained)?.Reason,
        };
}
