using Audit.Records.Statistics;

namespace Audit.Records.Certificates;

/// <summary>A verdict with the region it covers, the probability that it is wrong, and the evidence it follows from.</summary>
/// <remarks>"Certified" follows only from comparisons that are false for NaN.</remarks>
/// <param name="Region">The certified region; an empty ball for an abstention.</param>
/// <param name="FailureProbability">Probability that a certified verdict is wrong: alpha for votes, 0 for bounds.</param>
public sealed record Certificate(string Method, Verdict Verdict, Region Region, double FailureProbability, Evidence Evidence)
{
    public const string Smoothing = "smoothing";

    /// <summary>The certified class, or null for an abstention.</summary>
    public int? Class => (Verdict as Certified)?.Class;

    /// <summary>The certified L2 radius in pixel units; 0 for an abstention and for other regions.</summary>
    public double Radius => Verdict is Certified && Region is L2Ball ball ? ball.Radius : 0;

    /// <summary>Class, radius or abstention that the votes of a smoothed classifier allow.</summary>
    /// <exception cref="ArgumentException">Counts, alpha or sigma are out of their range.</exception>
    public static Certificate FromVotes(Votes votes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(votes.Class, nameof(votes));
        SmoothingRadius radius = SmoothingRadius.FromVotes(votes.Count, votes.N, votes.Alpha, votes.Sigma);
        // A sample without a class is no vote against: the classifier is broken there, and nothing is claimed of it.
        if (votes.NonFinite != 0)
            return Abstain($"{votes.NonFinite} of {votes.N0 + votes.N} samples had NaN or infinite logits");
        return radius.Radius is double certified
            ? new(Smoothing, new Certified(votes.Class), new L2Ball(certified), votes.Alpha, votes)
            : Abstain("lower bound on the top class is not above 1/2");

        Certificate Abstain(string reason) => new(Smoothing, new Abstained(reason), new L2Ball(0), votes.Alpha, votes);
    }

    /// <summary>Class, radius or abstention that sequential votes allow, at whatever moment they stopped.</summary>
    public static Certificate FromSequential(SequentialVotes votes)
    {
        if (votes.NonFinite != 0)
            return Abstain($"{votes.NonFinite} of {votes.N0 + votes.Samples + votes.NonFinite} samples had NaN or infinite logits");
        return votes.Radius is double certified
            ? new(Smoothing, new Certified(votes.Class), new L2Ball(certified), votes.Alpha, votes)
            : Abstain("lower bound on the top class is not above 1/2");

        Certificate Abstain(string reason) => new(Smoothing, new Abstained(reason), new L2Ball(0), votes.Alpha, votes);
    }

    /// <summary>Class, radius or abstention that a faster stand-in's votes and its disagreements allow the network itself.</summary>
    public static Certificate FromMixed(MixedVotes votes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(votes.Class, nameof(votes));
        if (votes.NonFinite != 0)
            return Abstain($"{votes.NonFinite} of {votes.N0 + votes.N + votes.Pairs} samples had NaN or infinite logits");
        return votes.Radius is double certified
            ? new(Smoothing, new Certified(votes.Class), new L2Ball(certified), votes.Alpha, votes)
            : Abstain("lower bound on the top class is not above 1/2");

        Certificate Abstain(string reason) => new(Smoothing, new Abstained(reason), new L2Ball(0), votes.Alpha, votes);
    }

    /// <summary>Certified exactly when the lower bound on the margin of <paramref name="label"/> is positive and finite: an infinite one
    /// is an overflow, and bounds nothing.</summary>
    /// <param name="label">Class whose margin was bounded.</param>
    /// <param name="region">Region over which it was bounded.</param>
    public static Certificate FromBounds(Bounds bounds, int label, Region region) => bounds.MarginLower > 0 && double.IsFinite(bounds.MarginLower)
        ? new(bounds.Method, new Certified(label), region, 0, bounds)
        : new(bounds.Method, new Abstained(double.IsNaN(bounds.MarginLower) ? "the margin bound is NaN"
            : bounds.MarginLower > 0 ? "the margin bound is infinite" : "the margin bound is not positive"), Empty(region), 0, bounds);

    private static Region Empty(Region region) => region is LinfBall ? new LinfBall(0) : new L2Ball(0);
}
