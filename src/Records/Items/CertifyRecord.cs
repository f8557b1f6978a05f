using System.Text.Json.Serialization;
using Audit.Records.Certificates;

namespace Audit.Records.Items;

/// <summary>The certificate of one image under randomized smoothing. Keys: docs/records.md.</summary>
public sealed record CertifyRecord : ItemRecord
{
    public required VerdictKind Verdict { get; init; }

    /// <summary>Class selected on the n0 samples, also when the verdict is an abstention; null where a log omits it.</summary>
    public required int? Class { get; init; }

    /// <summary>Certified radius in pixel units; 0 for an abstention.</summary>
    public required double Radius { get; init; }

    /// <summary>Certified, and the class is the label.</summary>
    public required bool Correct { get; init; }

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

    /// <summary>Votes of the class among the samples drawn, n of them unless <see cref="Sequential"/> says otherwise; null where
    /// a log omits it.</summary>
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

    /// <summary>The noise under which the votes were cast.</summary>
    [JsonIgnore]
    public NoiseModel Model => NoiseModels.Of(Noise, Sigma);

    /// <summary>What was observed, from which verdict, radius and bound follow; null where a log keeps no votes.</summary>
    [JsonIgnore]
    public SmoothedEvidence? Evidence => Count is long count && Class is int selected ? Observed(selected, count) : null;

    /// <summary>The settings of the certificate.</summary>
    [JsonIgnore]
    public VoteSetting Setting => Observed(0, 0).Setting;

    /// <summary>The largest radius that the settings allow, however the votes fall.</summary>
    [JsonIgnore]
    public double Ceiling => Setting.Ceiling;

    /// <summary>Asked about a radius that the samples settled neither way.</summary>
    [JsonIgnore]
    public bool Undecided => Sequential?.Decisions.Any(d => d.Verdict == DecisionKind.Undecided) ?? false;

    /// <summary>Certified, with any class, and with at least this radius; what was decided about a radius goes first.</summary>
    public bool CertifiedAt(double radius) => Verdict == VerdictKind.Certified
        && (Sequential?.At(radius) is Decision decided ? decided.Verdict == DecisionKind.Certified : Radius >= radius);

    /// <summary>Certified with the right class and at least this radius.</summary>
    public bool CorrectAt(double radius) => Correct && CertifiedAt(radius);

    private SmoothedEvidence Observed(int selected, long count) =>
        Sequential is SequentialPart s ? new SequentialVotes(selected, count, s.Samples, N0, N, Alpha, Model, s.LowerAt,
            s.UpperAt, s.Decisions, s.Stopped, NonFinite)
        : Mixed is MixedPart m ? new MixedVotes(selected, count, N0, N, Alpha, Model, m.Pairs, m.Disagreements, NonFinite)
        : new Votes(selected, count, N0, N, Alpha, Model, NonFinite);

    /// <exception cref="ArgumentException">The certificate does not rest on votes.</exception>
    public static CertifyRecord From(int index, int label, Certificate certificate)
    {
        SmoothedEvidence votes = certificate.Evidence as SmoothedEvidence
            ?? throw new ArgumentException($"A certify record needs votes, got {certificate.Evidence.GetType().Name}.");
        return new()
        {
            Index = index,
            Label = label,
            Verdict = certificate.Verdict is Certified ? VerdictKind.Certified : VerdictKind.Abstained,
            Class = votes.Class,
            Radius = certificate.Radius,
            Correct = certificate.Class == label,
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
            Sequential = votes is SequentialVotes sequential ? SequentialPart.From(sequential) : null,
            Mixed = votes is MixedVotes mixed ? MixedPart.From(mixed) : null,
        };
    }
}
