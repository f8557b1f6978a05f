using Audit.Records.Certificates;
using Audit.Records.Items;
using static System.FormattableString;

namespace Audit.Records.Checks;

/// <summary>Spoofs of certificates by bounds.</summary>
internal static class BoundSpoofCheck
{
    public static IEnumerable<string> Faults(BoundSpoofRecord r, Asked asked)
    {
        foreach (string difference in asked.Differs(("certifier", r.Method), ("arithmetic", r.Arithmetic),
            ("norm", (r.BallNorm ?? Norm.Linf).Name()),
            ("clip", r.Clipped ? "true" : "false")).Concat(asked.Differs(("epsilon", r.Epsilon))))
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

        foreach (string fault in DistanceFaults.Of(r.Target, r.Label, Distances(r), r.Passes))
            yield return fault;
    }

    public static BoundSpoofRecord Again(BoundSpoofRecord r)
    {
        Region asked = new(r.BallNorm ?? Norm.Linf, r.Epsilon, Closed: true);
        return BoundSpoofRecord.From(r.Index, r.Label, asked, r.Method, r.Clipped, Certify(r.Natural), r.Target, Certify(r.Spoof),
            Distances(r), r.Images, r.Passes);

        Certificate Certify(BoundPart p) =>
            new(new MarginEvidence(p.Class, p.MarginLower ?? double.NegativeInfinity, r.Method, r.Arithmetic, asked));
    }

    private static Distances Distances(BoundSpoofRecord r) => new(0, r.L2, r.Linf, r.Tv, r.Color, r.Dissim)
    {
        Ssim = r.Ssim,
        Gmsd = r.Gmsd
    };
}
