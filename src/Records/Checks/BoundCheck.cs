using Audit.Records.Certificates;
using Audit.Records.Items;
using static System.FormattableString;

namespace Audit.Records.Checks;

/// <summary>Certificates from bounds on margins.</summary>
internal static class BoundCheck
{
    public static IEnumerable<string> Faults(BoundRecord r, Asked asked)
    {
        foreach (string difference in asked.Differs(("norm", r.Norm), ("arithmetic", r.Arithmetic)))
            yield return difference;
        if (r.Epsilon is null && asked.Number("epsilon") is double wanted)
            yield return Invariant($"epsilon is absent, but the manifest asks for {wanted}");
        if (r.Epsilon is not null && asked.Text("radius") == "largest")
            yield return Invariant($"epsilon is {r.Epsilon}, but the manifest asks for the largest radius");
        foreach (string difference in r.Epsilon is double e ? asked.Differs(("epsilon", e)) : [])
            yield return difference;
        if (r.Class < 0)
            yield return $"class must be at least 0, got {r.Class}";
        if (r.Norm is not ("linf" or "l2" or "l1"))
            yield return $"norm must be linf, l2 or l1, got '{r.Norm}'";
        if (r.Epsilon is double asks && !(asks > 0 && double.IsFinite(asks)))
            yield return Invariant($"epsilon must be a number above 0, got {asks}");
        if (r.MarginLower is double margin && !double.IsFinite(margin))
            yield return "margin_lower must be finite or null";
        if (r.Counterexample is { } found)
        {
            if (found.Class < 0 || found.Class == r.Class)
                yield return $"counterexample: class must be another than {r.Class}, got {found.Class}";
            // Its own distance is of float64 differences of float32 numbers.
            if (!(found.Distance <= (r.Epsilon ?? 0) * (1 + 1e-9)))
                yield return Invariant($"counterexample: distance {found.Distance} is beyond epsilon {r.Epsilon}");
        }
        if (r.Margins is null != (asked.Text("margins") is null))
            yield return r.Margins is null ? "margins are absent, but the manifest asks for them" : "margins are there unasked";
        if (r.Margins is { } all)
        {
            if (r.Class >= all.Count || all[r.Class] is not null)
                yield return $"margins must hold null for class {r.Class}";
            double? least = all.Where((_, k) => k != r.Class).Aggregate((double?)double.PositiveInfinity, (a, b) => b is null
                || a is null ? null : Math.Min(a.Value, b.Value));
            if (least != r.MarginLower)
                yield return Invariant($"margin_lower is {r.MarginLower}, the smallest of margins {least}");
        }
        if (r.Epsilon is null && r.MarginLower > 0 && !(r.Radius > 0 && double.IsFinite(r.Radius)))
            yield return Invariant($"radius must be a number above 0 where the margin is, got {r.Radius}");
    }

    public static BoundRecord Again(BoundRecord r)
    {
        Region asked = new(Norms.Of(r.Norm), r.Epsilon ?? r.Radius, Closed: true);
        return BoundRecord.From(r.Index, r.Label, new(new MarginEvidence(r.Class, r.MarginLower ?? double.NegativeInfinity,
            r.Bound, r.Arithmetic, asked)
        {
            Counterexample = r.Counterexample,
            Margins = r.Margins is null ? null : [.. r.Margins.Select(m => m ?? double.NegativeInfinity)],
        }), r.Epsilon);
    }
}
