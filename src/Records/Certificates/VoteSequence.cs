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

    private readonly SequentialVotes _start;
    private readonly SequentialRule _rule;
    private readonly KtSequence _misses;
    private readonly Decision[] _decisions;
    private readonly double[] _missAtRadius;
    private long _nonFinite;
    private StopReason? _stopped;

    /// <param name="top">Class selected on the first n0 samples.</param>
    /// <param name="n">Most samples that will be drawn.</param>
    /// <param name="nonFinite">Selection samples with NaN or infinite logits.</param>
    public VoteSequence(int top, long n0, long n, double alpha, NoiseModel noise, SequentialRule rule, long nonFinite = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        if (rule.Validate(n, alpha, noise).FirstOrDefault() is string problem)
            throw new ArgumentException(problem, nameof(rule));
        _start = new(top, 0, 0, n0, n, alpha, noise, null, null, [], StopReason.Interrupted);
        _rule = rule;
        _misses = new(alpha);
        _decisions = [.. rule.Decide.Select(radius => new Decision(radius, DecisionKind.Undecided))];
        _missAtRadius = [.. rule.Decide.Select(noise.MissAt)];
        _nonFinite = nonFinite;
        _stopped = nonFinite > 0 ? StopReason.NonFinite : null;
    }

    /// <summary>Whether nothing is left to be drawn.</summary>
    public bool Stopped => _stopped is not null;

    /// <summary>What has been seen so far; valid after every vote.</summary>
    public SequentialVotes Evidence => _start with
    {
        Count = _misses.Samples - _misses.Count,
        Drawn = _misses.Samples,
        LowerAt = Hits(_misses.HighAt),
        UpperAt = Hits(_misses.LowAt),
        Decisions = [.. _decisions],
        Stopped = _stopped ?? StopReason.Interrupted,
        NonFinite = _nonFinite,
    };

    /// <param name="vote">Class of the next sample; null for one without finite logits.</param>
    /// <returns>True while another sample is wanted.</returns>
    public bool Next(int? vote)
    {
        if (Stopped)
            throw new InvalidOperationException($"The votes stopped after {_misses.Samples} samples.");
        if (vote is null)
        {
            _nonFinite++;
            _stopped = StopReason.NonFinite;
            return false;
        }

        _misses.Add(vote != _start.Class);
        Decide();
        if (_decisions.Length > 0 && _decisions.All(d => d.Verdict != DecisionKind.Undecided))
            _stopped = StopReason.Decided;
        else if (_rule.PrecisionRadius is double precision && _misses.Samples % PrecisionStride == 0 && ToGain() <= precision)
            _stopped = StopReason.Precise;
        else if (_misses.Samples == _start.N)
            _stopped = StopReason.Limit;
        return !Stopped;
    }

    private void Decide()
    {
        for (int i = 0; i < _decisions.Length; i++)
        {
            Decision decision = _decisions[i];
            if (decision.Verdict != DecisionKind.Undecided)
                continue;
            // The miss rate is a filter; the radius itself, rounded down, decides, so that it is never below a certified R.
            if (_misses.High <= _missAtRadius[i] * (1 + NoiseModel.Slack)
                && Radius(_misses.High) >= decision.Radius)
                _decisions[i] = decision with { Verdict = DecisionKind.Certified, At = _misses.Samples };
            else if (_misses.Low >= _missAtRadius[i] * (1 + NoiseModel.Slack))
                _decisions[i] = decision with { Verdict = DecisionKind.NotCertifiable, At = _misses.Samples };
        }
    }

    /// <summary>Most radius that the rest of the n votes can add: to the upper end of the sequence, and no further than they
    /// would reach if all of them were for the class.</summary>
    private double ToGain()
    {
        double most = _start.Noise.MostRadius(_misses.Low);
        double best = Radius(KtBound.Upper(_misses.Count, _start.N, _start.Alpha)) ?? 0;
        return Math.Min(most, best) - (Radius(_misses.High) ?? 0);
    }

    /// <summary>As <see cref="SmoothedEvidence.Radius"/> has it.</summary>
    private double? Radius(double missUpper) => Math.BitDecrement(1 - missUpper) > 0.5 ? _start.Noise.Radius(missUpper) : null;

    private static Tally? Hits(Tally? misses) => misses is Tally m ? new(m.Samples - m.Count, m.Samples) : null;
}
