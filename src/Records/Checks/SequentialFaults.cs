using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Statistics;
using static System.FormattableString;

namespace Audit.Records.Checks;

/// <summary>Sequential votes that cannot be, and decisions that their confidence sequence does not allow.</summary>
internal static class SequentialFaults
{
    /// <summary>What a decision may be off by on another machine.</summary>
    private const double Slack = 1e-9;

    public static IEnumerable<string> Of(CertifyRecord r, SequentialPart part, Asked asked)
    {
        if (part.Samples < 0 || part.Samples > r.N)
            yield return $"sequential.samples must be 0 to n = {r.N}, got {part.Samples}";
        foreach (string fault in Moment(part.LowerAt, "lower_at", r, part).Concat(Moment(part.UpperAt, "upper_at", r, part))
            .Concat(Stopped(r, part)))
            yield return fault;
        if (asked.Decide is { } radii && !radii.SequenceEqual(part.Decisions.Select(d => d.Radius)))
            yield return $"sequential.decisions are about {List(part.Decisions.Select(d =>
                d.Radius))}, the manifest asks about {List(radii)}";

        // Both ends only ever move inwards: what was settled at some moment is settled at the best one.
        SmoothedEvidence votes = r.Evidence!;
        double missLower = part.UpperAt is Tally high ? KtBound.Lower(high.Samples - high.Count, high.Samples, r.Alpha) : 0;
        double? radius = votes.Noise.Radius(votes.MissUpper);
        foreach (Decision decision in part.Decisions)
        {
            if (Settled(decision, radius, missLower, r, part) is string fault)
                yield return Invariant($"the decision about radius {decision.Radius} {fault}");
        }
    }

    private static string List(IEnumerable<double> radii) => string.Join(", ", radii.Select(radius => Invariant($"{radius}")));

    /// <summary>A moment of the sequence has no more votes of either kind than its end.</summary>
    private static IEnumerable<string> Moment(Tally? at, string name, CertifyRecord r, SequentialPart part)
    {
        if (at is not Tally t)
            yield break;
        if (t.Count < 0 || t.Samples < 1 || t.Count > r.Count || t.Samples - t.Count < 0
            || t.Samples - t.Count > part.Samples - r.Count)
            yield return $"sequential.{name} is {t.Count} of {t.Samples}, which cannot be a moment of {r.Count} of "
                + $"{part.Samples}";
    }

    private static IEnumerable<string> Stopped(CertifyRecord r, SequentialPart part)
    {
        bool settled = part.Decisions.Count > 0 && part.Decisions.All(d => d.Verdict != DecisionKind.Undecided);
        bool fits = part.Stopped switch
        {
            StopReason.NonFinite => r.NonFinite > 0,
            StopReason.Decided => settled,
            StopReason.Limit => part.Samples == r.N && !settled,
            StopReason.Precise => part.Decisions.Count == 0,
            _ => !settled,
        };
        if (!fits || (r.NonFinite > 0 && part.Stopped != StopReason.NonFinite))
            yield return $"sequential.stopped does not fit {part.Samples} of {r.N} samples, {r.NonFinite} of them without "
                + $"finite logits, and the decisions";
    }

    private static string? Settled(Decision decision, double? radius, double missLower, CertifyRecord r, SequentialPart part)
    {
        if (!(decision.Radius >= 0 && double.IsFinite(decision.Radius)))
            return "must be about a number from 0";
        if ((decision.At is null) != (decision.Verdict == DecisionKind.Undecided))
            return "needs 'at' exactly where it is settled";
        if (decision.At < 1 || decision.At > part.Samples)
            return $"was settled after {decision.At} of {part.Samples} samples";
        return decision.Verdict switch
        {
            DecisionKind.Certified when !(radius >= decision.Radius * (1 - Slack)) =>
                Invariant($"is 'certified', but the votes certify {radius ?? 0}"),
            DecisionKind.NotCertifiable when !(missLower >= r.Model.MissAt(decision.Radius) * (1 - Slack)) =>
                "is 'not_certifiable', but the votes do not show that",
            DecisionKind.Undecided when radius > decision.Radius * (1 + Slack) =>
                Invariant($"is 'undecided', but the votes certify {radius}"),
            _ => null,
        };
    }
}
