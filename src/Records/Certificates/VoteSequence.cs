using Audit.Records.Statistics;

namespace Audit.Records.Certificates;

/// <summary>Certifies one image vote by vote, and says when further votes are not worth drawing.</summary>
/// <remarks>
/// One <see cref="KtSequence"/> follows the probability that noise misses the class. It contains the true probability at all
/// times with probability at least 1 - alpha, and then every decision is right: a radius is settled exactly when its miss rate
/// (<see cref="NoiseModel.MissAt"/>) has left the sequence, on either side. Hence any number of radii share one alpha, and every
/// stopping time is allowed. Needs a class that was chosen on other samples. A settled radius stays settled.
/// </remarks>
public sealed class VoteSequence
{
    /// <summary>Votes between two looks at the precision; part of the result, so it is no option.</summary>
    private const int PrecisionStride = 64;

    private readonly SequentialVotes start;
    private readonly SequentialRule rule;
    private readonly KtSequence misses;
    private readonly Decision[] decisions;
    private readonly double[] missAtRadius;
    private long nonFinite;
    private StopReason? stopped;

    /// <param name="top">Class selected on the first n0 samples.</param>
    /// <param name="n">Most samples that will be drawn.</param>
    /// <param name="nonFinite">Selection samples with NaN or infinite logits.</param>
    public VoteSequence(int top, long n0, long n, double alpha, NoiseModel noise, SequentialRule rule, long nonFinite = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        if (rule.Validate(n, alpha, noise).FirstOrDefault() is string problem)
            throw new ArgumentException(problem, nameof(rule));
        start = new(top, 0, 0, n0, n, alpha, noise, null, null, [], StopReason.Interrupted);
        this.rule = rule;
        misses = new(alpha);
        decisions = [.. rule.Decide.Select(radius => new Decision(radius, DecisionKind.Undecided))];
        missAtRadius = [.. rule.Decide.Select(noise.MissAt)];
        this.nonFinite = nonFinite;
        stopped = nonFinite > 0 ? StopReason.NonFinite : null;
    }

    /// <summary>Whether nothing is left to be drawn.</summary>
    public bool Stopped => stopped is not null;

    /// <summary>What has been seen so far; valid after every vote.</summary>
    public SequentialVotes Evidence => start with
    {
        Count = misses.Samples - misses.Count,
        Drawn = misses.Samples,
        LowerAt = Hits(misses.HighAt),
        UpperAt = Hits(misses.LowAt),
        Decisions = [.. decisions],
        Stopped = stopped ?? StopReason.Interrupted,
        NonFinite = nonFinite,
    };

    /// <param name="vote">Class of the next sample; null for one without finite logits.</param>
    /// <returns>True while another sample is wanted.</returns>
    public bool Next(int? vote)
    {
        if (Stopped)
            throw new InvalidOperationException($"The votes stopped after {misses.Samples} samples.");
        if (vote is null)
        {
            nonFinite++;
            stopped = StopReason.NonFinite;
            return false;
        }

        misses.Add(vote != start.Class);
        Decide();
        if (decisions.Length > 0 && decisions.All(d => d.Verdict != DecisionKind.Undecided))
            stopped = StopReason.Decided;
        else if (rule.PrecisionRadius is double precision && misses.Samples % PrecisionStride == 0 && ToGain() <= precision)
            stopped = StopReason.Precise;
        else if (misses.Samples == start.N)
            stopped = StopReason.Limit;
        return !Stopped;
    }

    private void Decide()
    {
        for (int i = 0; i < decisions.Length; i++)
        {
            Decision decision = decisions[i];
            if (decision.Verdict != DecisionKind.Undecided)
                continue;
            // The miss rate is a filter; the radius itself, rounded down, decides, so that it is never below a certified R.
            if (misses.High <= missAtRadius[i] * (1 + NoiseModel.Slack)
                && Radius(misses.High) >= decision.Radius)
                decisions[i] = decision with { Verdict = DecisionKind.Certified, At = misses.Samples };
            else if (misses.Low >= missAtRadius[i] * (1 + NoiseModel.Slack))
                decisions[i] = decision with { Verdict = DecisionKind.NotCertifiable, At = misses.Samples };
        }
    }

    /// <summary>Most radius that the rest of the n votes can add: to the upper end of the sequence, and no further than they
    /// would reach if all of them were for the class.</summary>
    private double ToGain()
    {
        double most = start.Noise.MostRadius(misses.Low);
        double best = Radius(KtBound.Upper(misses.Count, start.N, start.Alpha)) ?? 0;
        return Math.Min(most, best) - (Radius(misses.High) ?? 0);
    }

    /// <summary>As <see cref="SmoothedEvidence.Radius"/> has it.</summary>
    private double? Radius(double missUpper) => Math.BitDecrement(1 - missUpper) > 0.5 ? start.Noise.Radius(missUpper) : null;

    private static Tally? Hits(Tally? misses) => misses is Tally m ? new(m.Samples - m.Count, m.Samples) : null;
}
