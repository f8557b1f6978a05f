using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Items;
using static System.FormattableString;

namespace Audit.Records.Checks;

/// <summary>Attacked images, whose verdicts follow from classes, sizes and budget.</summary>
internal static class AttackCheck
{
    /// <summary>Norms are sums of rounded terms.</summary>
    private const double Slack = 1e-9;

    public static IEnumerable<string> Faults(AttackRecord r, Asked asked)
    {
        foreach (string difference in asked.Differs(("attack", r.Attack), ("norm", r.Norm.Name()))
            .Concat(r is { Epsilon: double e, Certified: null } ? asked.Differs(("epsilon", e)) : []))
            yield return difference;
        if (!(r.Epsilon is null or > 0) || r.Epsilon is double.PositiveInfinity)
            yield return Invariant($"epsilon must be a number above 0, got {r.Epsilon}");
        if (r.Clean < 0 || r.Adversarial < 0 || r.Target < 0)
            yield return "clean, adversarial and target must be classes, from 0, or null";
        foreach ((string name, long count) in new[] { ("queries", r.Queries), ("gradient_passes", r.GradientPasses),
            ("zero_gradients", r.ZeroGradients), ("non_finite_gradients", r.NonFiniteGradients), ("l0", r.L0) })
        {
            if (count < 0)
                yield return $"{name} must be at least 0, got {count}";
        }

        foreach ((string name, double size) in new[] { ("l1", r.L1), ("l2", r.L2), ("linf", r.Linf) })
        {
            if (!(size >= 0 && double.IsFinite(size)))
                yield return Invariant($"{name} must be a number from 0, got {size}");
        }

        if (r.Linf > 1 + Slack)
            yield return Invariant($"linf is {r.Linf}, but pixels are in [0,1]");
        if (r.Linf > r.L2 * (1 + Slack) || r.L2 > r.L1 * (1 + Slack) || r.L1 > r.L0 * r.Linf * (1 + Slack))
            yield return Invariant($"no perturbation has l0 {r.L0}, l1 {r.L1}, l2 {r.L2} and linf {r.Linf}");
        if (r.Certified is ExaminedPart c && !(c.Class >= 0 && c.Radius == r.Epsilon && c.FailureProbability is >= 0 and < 1))
            yield return string.Create(CultureInfo.InvariantCulture,
                $"certified: class {c.Class}, radius {c.Radius}, probability {c.FailureProbability} were not searched to "
                    + $"{r.Epsilon}");
    }

    public static AttackRecord Again(AttackRecord r)
    {
        // A certificate promises its own class, be it right or wrong.
        int leave = r.Certified?.Class ?? r.Label;
        bool inside = r.IsInside;
        return r with
        {
            Attacked = r.Others is not null || r.Certified is not null || (r.Clean == r.Label && r.Target != r.Label),
            Success = r.Attacked && inside
                && (r.Target is int target ? r.Adversarial == target : r.Adversarial is int found && found != leave),
            Robust = r.Clean == r.Label && !r.Unrepeated && (r.Adversarial == r.Clean || !inside),
            Certified = r.Certified is ExaminedPart c
                ? c with { Contradicted = inside && r.Adversarial is int other && other != c.Class } : null,
        };
    }
}
