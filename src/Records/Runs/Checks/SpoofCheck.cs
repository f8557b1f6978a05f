using Audit.Records.Certificates;

namespace Audit.Records.Runs.Checks;

/// <summary>Spoofs of smoothed classifiers.</summary>
internal static class SpoofCheck
{
    public static IEnumerable<string> Faults(SpoofRecord r, Asked asked) => VoteFaults.Of(r.Natural, "natural", asked)
        .Concat(VoteFaults.Of(r.Spoof, "spoof", asked)).Concat(DistanceFaults.Of(r.Target, r.Label, Distances(r)));

    public static SpoofRecord Again(SpoofRecord r) => SpoofRecord.From(r.Index, r.Label, Certify(r.Natural), r.Target, Certify(r.Spoof), Distances(r), r.Images);

    private static Certificate Certify(CertificatePart p) => Certificate.FromVotes(new(p.Class, p.Count, p.N0, p.N, p.Alpha, p.Sigma, p.NonFinite));

    private static Distances Distances(SpoofRecord r) => new(r.L2, r.Linf, r.Tv, r.Color, r.Dissim);
}
