using Audit.Records.Statistics;

namespace Audit.Records.Certificates;

/// <summary>Votes that were looked at one by one and could stop at any of them (<see cref="VoteSequence"/>).</summary>
/// <param name="Class">Class selected on the first <paramref name="N0"/> samples.</param>
/// <param name="Count">Votes for that class among the <paramref name="Samples"/> drawn.</param>
/// <param name="Samples">Estimation samples drawn with finite logits: the stopping time.</param>
/// <param name="N">Most estimation samples that would have been drawn.</param>
/// <param name="Alpha">Probability with which the bounds, and with them any decision, are ever wrong.</param>
/// <param name="LowerAt">Votes for the class at the moment that gave the best lower bound; null before any.</param>
/// <param name="UpperAt">The same for the upper bound.</param>
/// <param name="Decisions">One for each radius asked about, in the order asked.</param>
/// <param name="NonFinite">Samples, of either kind, whose logits held a NaN or an infinity.</param>
public sealed record SequentialVotes(int Class, long Count, long Samples, long N0, long N, double Alpha, double Sigma,
    Tally? LowerAt, Tally? UpperAt, IReadOnlyList<Decision> Decisions, StopReason Stopped, long NonFinite = 0) : Evidence
{
    /// <summary>Most with which noise can miss the class, rounded up.</summary>
    public double MissUpper => LowerAt is Tally t ? KtBound.Upper(t.Samples - t.Count, t.Samples, Alpha) : 1;

    /// <summary>Lower end of the confidence sequence for the probability of the class, rounded down.</summary>
    public double PLower => MissUpper == 1 ? 0 : Math.BitDecrement(1 - MissUpper);

    /// <summary>Its upper end, rounded up.</summary>
    public double PUpper => UpperAt is Tally t
        ? Math.Min(1, Math.BitIncrement(1 - KtBound.Lower(t.Samples - t.Count, t.Samples, Alpha))) : 1;

    /// <summary>The largest L2 radius that the samples prove, pixel units, rounded down; null for none.</summary>
    public double? Radius => SmoothingRadius.OfMissRate(MissUpper, Sigma);
}
