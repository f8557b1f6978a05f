using Audit.Records.Certificates;
using static System.FormattableString;

namespace Audit.Records.Runs.Checks;

/// <summary>Spoofs of certificates by bounds.</summary>
internal static class BoundSpoofCheck
{
    public static IEnumerable<string> Faults(BoundSpoofRecord r, Asked asked)
    {
        foreach (string difference in asked.Differs(("certifier", r.Method), ("arithmetic", r.Arithmetic), ("clip", r.Clipped ? "true" : "false")).Concat(asked.Differs(("epsilon", r.Epsilon))))
            yield return difference;
        if (!(r.Epsilon > 0 && double.IsFinite(r.Epsilon)))
            yield return Invariant($"epsilon must be a number above 0, got {r.Epsilon}");
        foreach ((string name, BoundPart part) in new[] { ("natural", r.Natural), ("spoof", r.Spoof) })
        {
            if (part.Class < 0)
                yield return $"{name}: class must be at least 0, got {part.Class}";
            if (part.MarginLower is double margin && !double.IsFinite(margin))
                yield return $"{name}: margin_lower must be finite or null";
        }

        foreach (string fault in DistanceFaults.Of(r.Target, r.Label, Distances(r)))
            yield return fault;
    }

    public static BoundSpoofRecord Again(BoundSpoofRecord r) => BoundSpoofRecord.From(r.Index, r.Label, r.Epsilon, r.Clipped,
        Certify(r, r.Natural), r.Target, Certify(r, r.Spoof), new Bounds(0, r.Method, r.Arithmetic), Distances(r), r.Images);

    private static BoundPart Certify(BoundSpoofRecord r, BoundPart p) => BoundPart.From(
        Certificate.FromBounds(new(p.MarginLower ?? double.NegativeInfinity, r.Method, r.Arithmetic), p.Class, new LinfBall(r.Epsilon)), p.Class);

    private static Distances Distances(BoundSpoofRecord r) => new(r.L2, r.Linf, r.Tv, r.Color, r.Dissim);
}
