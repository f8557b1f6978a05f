namespace Audit.Records.Certificates;

/// <summary>Votes of a classifier under noise (Cohen et al. 2019, CERTIFY), in whatever way they were gathered.</summary>
/// <param name="Class">Class selected on the first <paramref name="N0"/> samples.</param>
/// <param name="Count">Votes for that class among the estimation samples that were drawn.</param>
/// <param name="N0">Selection samples; none of them is counted again.</param>
/// <param name="N">Estimation samples; where they may stop earlier, the most there could have been.</param>
/// <param name="Alpha">Probability with which the certificate may be wrong.</param>
/// <param name="Noise">Distribution of the noise.</param>
/// <param name="NonFinite">Samples, of either kind, whose logits held a NaN or an infinity.</param>
public abstract record SmoothedEvidence(int Class, long Count, long N0, long N, double Alpha, NoiseModel Noise, long NonFinite)
    : Evidence
{
    public override int Class { get; init; } = Class >= 0 ? Class
        : throw new ArgumentOutOfRangeException(nameof(Class), $"A class is at least 0, got {Class}.");

    public override string Method => "smoothing";

    /// <summary>Estimation samples that were drawn.</summary>
    public abstract long Samples { get; }

    /// <summary>Most with which noise can miss the class, rounded up.</summary>
    public abstract double MissUpper { get; }

    /// <summary>Lower confidence bound on the probability of the class, rounded down.</summary>
    public abstract double PLower { get; }

    /// <summary>The largest radius that these settings can certify, all votes being for the class; 0 where they can
    /// none.</summary>
    public abstract double Ceiling { get; }

    /// <summary>Samples whose logits were looked at, of both kinds.</summary>
    protected abstract long Seen { get; }

    /// <summary>The radius that the votes prove, in the noise's norm and pixel units, rounded down; null for none.</summary>
    /// <remarks>A sample without a class is no vote against: the classifier is broken there, and nothing is claimed of
    /// it.</remarks>
    public double? Radius => NonFinite == 0 && PLower > 0.5 ? Noise.Radius(MissUpper) : null;

    public override string? Abstention => Radius is not null ? null : NonFinite != 0
        ? FormattableString.Invariant($"{NonFinite} of {Seen} samples had NaN or infinite logits")
        : "lower bound on the top class is not above 1/2";

    public override Region Region => new(Noise.Norm, Radius ?? 0, Closed: false);

    public override double FailureProbability => Alpha;

    /// <summary>The settings that a run's certificates share.</summary>
    public VoteSetting Setting => new(Noise, N0, N, Alpha, Ceiling);

    /// <summary>p-value of "the class has no more than the probability that the radius needs", at any stopping time that the
    /// votes allow; null where these votes do not test it.</summary>
    public abstract double? PValue(double radius);

    /// <summary>Whether the votes show that the class has no more than the probability that the radius needs; wrong with
    /// probability at most alpha.</summary>
    public abstract bool Refutes(double radius);
}
