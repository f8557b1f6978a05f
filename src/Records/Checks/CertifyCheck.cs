using Audit.Records.Items;
using static System.FormattableString;

namespace Audit.Records.Checks;

/// <summary>Certificates from votes: own ones of three kinds, and imported ones, which keep no votes.</summary>
internal static class CertifyCheck
{
    /// <summary>Imported radii are printed with three digits.</summary>
    private const double PrintedDigits = 1.005;

    public static IEnumerable<string> Faults(CertifyRecord r, Asked asked) =>
        VoteFaults.Settings(r.Sigma, r.Noise, r.N0, r.N, r.Alpha, asked).Concat(r switch
        {
            { Source: "cohen" } => Imported(r),
            { Source: string source } => [$"source is '{source}', expected 'cohen' or none"],
            { Class: null } or { Count: null } or { PLower: null } =>
                ["class, count and p_lower may be null in imported records only"],
            { Sequential: not null, Mixed: not null } => ["it is both sequential and mixed"],
            { Sequential: SequentialPart part } => VoteFaults.Votes(r.Class.Value, r.Count.Value, part.Samples, r.NonFinite)
                .Concat(SequentialFaults.Of(r, part, asked)),
            { Mixed: MixedPart part } => VoteFaults.Votes(r.Class.Value, r.Count.Value, r.N, r.NonFinite)
                .Concat(Mixed(r, part, asked)),
            _ => VoteFaults.Votes(r.Class.Value, r.Count.Value, r.N, r.NonFinite),
        });

    public static CertifyRecord Again(CertifyRecord r)
    {
        if (r.Source is not null)
        {
            bool certified = r.Class is not null;
            return r with
            {
                Verdict = certified ? VerdictKind.Certified : VerdictKind.Abstained,
                Radius = certified ? r.Radius : 0,
                Correct = r.Class == r.Label,
                Count = null,
                PLower = null,
                NonFinite = 0,
                Sequential = null,
                Mixed = null,
                Reason = certified ? null : r.Reason ?? "",
            };
        }

        return CertifyRecord.From(r.Index, r.Label, new(r.Evidence!));
    }

    private static IEnumerable<string> Imported(CertifyRecord r)
    {
        if (r.Class < 0)
            yield return $"class must be at least 0, got {r.Class}";
        if (!(r.Radius >= 0 && r.Radius <= r.Ceiling * PrintedDigits))
            yield return Invariant(
                $"radius is {r.Radius}, but {r.N} votes certify at most {r.Ceiling:G6} at alpha {r.Alpha} and sigma {r.Sigma}");
    }

    private static IEnumerable<string> Mixed(CertifyRecord r, MixedPart part, Asked asked)
    {
        foreach (string difference in asked.Differs(("pairs", part.Pairs)))
            yield return difference;
        if (part.Pairs < 1 || part.Pairs > r.N)
            yield return $"mixed.pairs must be 1 to n = {r.N}, got {part.Pairs}";
        if (part.Disagreements < 0 || part.Disagreements > Math.Min(part.Pairs, r.Count!.Value))
            yield return $"mixed.disagreements must be 0 to {Math.Min(part.Pairs, r.Count!.Value)}, the pairs for which the "
                + $"class was counted at most; got {part.Disagreements}";
    }
}
