using Audit.Records.Statistics;

namespace Audit.Records.Certificates;

/// <summary>Votes that were looked at one by one and could stop at any of them (<see cref="VoteSequence"/>).</summary>
/// <inheritdoc cref="SmoothedEvidence"/>
/// <param name="Drawn">Estimation samples drawn with finite logits: the stopping time.</param>
/// <param name="LowerAt">Votes for the class at the moment that gave the best lower bound; null before any.</param>
/// <param name="UpperAt">The same for the upper bound.</param>
/// <param name="Decisions">One for each radius asked about, in the order asked.</param>
public sealed record SequentialVotes(int Class, long Count, long Drawn, long N0, long N, double Alpha, NoiseModel Noise,
    Tally? LowerAt, Tally? UpperAt, IReadOnlyList<Decision> Decisions, StopReason Stopped, long NonFinite = 0)
    : SmoothedEvidence(Class, Count, N0, N, Alpha, Noise, NonFinite)
{
    public override long Samples => Drawn;

    public override double MissUpper => LowerAt is Tally t ? KtBound.Upper(t.Samples - t.Count, t.Samples, Alpha) : 1;

    /// <summary>Lower end of the confidence sequence for the probability of the class, rounded down.</summary>
    public override double PLower => MissUpper == 1 ? 0 : Math.BitDecrement(1 - MissUpper);

    /// <summary>Its upper end, rounded up.</summary>
    public double PUpper => UpperAt is Tally t
        ? Math.Min(1, Math.BitIncrement(1 - KtBound.Lower(t.Samples - t.Count, t.Samples, Alpha))) : 1;

    /// <summary>Less than with a fixed number of votes, since every number of them must be valid (<see
    /// cref="KtBound"/>).</summary>
    public override double Ceiling => CeilingOf(N, Alpha, Noise);

    protected override long Seen => N0 + Samples + NonFinite;

    /// <remarks>Both moments are ones that the ratio's supremum covers.</remarks>
    public override double? PValue(double radius)
    {
        if (NonFinite > 0)
            return 1;
        double miss = Noise.MissAt(radius);
        double best = LowerAt is Tally t ? RobustnessTest.AnytimePValue(t.Count, t.Samples, miss) : 1;
        return Math.Min(best, RobustnessTest.AnytimePValue(Count, Samples, miss));
    }

    public override bool Refutes(double radius) =>
        NonFinite == 0 && UpperAt is Tally t && RobustnessTest.RefutesAnytime(t.Count, t.Samples, Alpha, Noise.MissAt(radius));

    /// <summary>The largest radius that n votes can certify when every number of them must be valid.</summary>
    public static double CeilingOf(long n, double alpha, NoiseModel noise) => noise.Radius(KtBound.Upper(0, n, alpha)) ?? 0;
}
