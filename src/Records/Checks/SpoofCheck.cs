using Audit.Records.Items;

namespace Audit.Records.Checks;

/// <summary>Spoofs of smoothed classifiers.</summary>
internal static class SpoofCheck
{
    public static IEnumerable<string> Faults(SpoofRecord r, Asked asked) => VoteFaults.Of(r.Natural, "natural", asked)
        .Concat(VoteFaults.Of(r.Spoof, "spoof", asked)).Concat(DistanceFaults.Of(r.Target, r.Label, Distances(r), r.Passes));

    public static SpoofRecord Again(SpoofRecord r) => SpoofRecord.From(r.Index, r.Label, new(r.Natural.Evidence), r.Target,
        new(r.Spoof.Evidence), Distances(r), r.Images, r.Passes);

    private static Distances Distances(SpoofRecord r) => new(r.L1 ?? 0, r.L2, r.Linf, r.Tv, r.Color, r.Dissim)
    {
        Ssim = r.Ssim,
        Gmsd = r.Gmsd
    };
}
