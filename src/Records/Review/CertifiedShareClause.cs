using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using Audit.Records.Tables;

namespace Audit.Records.Review;

/// <summary>Whether certificates bear a claim out: at how many images the class is proved constant within the ball.</summary>
public static class CertifiedShareClause
{
    /// <summary>Name of the clause.</summary>
    public const string ClauseName = "certificates";

    private const string Question = "Is the claim borne out by certificates?";

    /// <summary>One way of counting: the images of one run, certified by it or by another run that holds all of them.</summary>
    private sealed record Count(StoredRun Run, IReadOnlySet<int> Certified, double Low, double High, int Constant, string Text);

    /// <summary>The clause, and the images that it counts as certified.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="runs">The runs.</param>
    public static (Clause Clause, IReadOnlySet<int> Counted) Of(Claim claim, VictimRuns runs)
    {
        var bounds = runs.Bounds.Where(r => Answers(r.Records, claim)).ToList();
        var votes = runs.Votes.Where(r => r.Records[0].Model.Norm == claim.Norm).ToList();
        int ways = bounds.Count + votes.Count;
        if (ways == 0)
            return (new(ClauseName, Question, Standing.NotRun, $"No certificate was computed that could cover {claim.Ball}."),
                new HashSet<int>());
        double confidence = 1 - 0.05 / ways; // the best of several ways is looked at (Bonferroni)
        Count[] counts = [.. bounds.Select(b => OfBounds(b.Run, bounds, claim, confidence)),
            .. votes.Select(v => OfVotes(v.Run, v.Records, claim, confidence))];
        var best = counts.OrderByDescending(c => c.Low - Needed(claim, c)).First();
        var refuting = counts.FirstOrDefault(c => c.High < Needed(claim, c));
        bool held = claim.Share is null ? best.Low > Needed(claim, best) : best.Low >= claim.Share;
        var shown = refuting ?? best;
        var standing = refuting is not null ? Standing.Refuted : held && shown.Run.Missing == 0 ? Standing.Held
            : Standing.Undecided;
        string unfinished = shown.Run.Missing > 0 ? $" UNFINISHED: {shown.Run.Missing} images of that run are missing." : "";
        return (new(ClauseName, Question, standing, $"{shown.Text}; {Compared(claim, shown, standing)}.{unfinished}"),
            shown.Certified);
    }

    /// <summary>Share that the claim needs: the one that it names, or what one constant answer would get right.</summary>
    private static double Needed(Claim claim, Count count) =>
        claim.Share ?? (count.Run.Records.Count == 0 ? 1 : (double)count.Constant / count.Run.Records.Count);

    private static string Compared(Claim claim, Count count, Standing standing)
    {
        string needed = claim.Share is { } share ? string.Create(CultureInfo.InvariantCulture, $"the claimed {share:F4}")
            : string.Create(CultureInfo.InvariantCulture,
                $"the {Needed(claim, count):F4} that one constant answer would get right");
        return standing switch
        {
            Standing.Refuted => $"that is less than {needed}",
            Standing.Held => claim.Share is null ? $"that is more than {needed}" : $"that reaches {needed}",
            _ => count.Low >= Needed(claim, count) ? $"that would reach {needed}, had the run been finished"
                : $"that does not reach {needed}, and does not exclude it",
        };
    }

    /// <summary>Whether records of bounds say something about the ball: one of its size was asked about, or the largest was
    /// searched.</summary>
    private static bool Answers(IReadOnlyList<BoundRecord> records, Claim claim) =>
        records.All(r => r.Norm == claim.Norm.Name() && (r.Epsilon is not { } asked || asked >= claim.Size));

    private static Count OfBounds(StoredRun run,
        List<(StoredRun Run, IReadOnlyList<BoundRecord> Records)> all, Claim claim, double confidence)
    {
        var own = run.Of<BoundRecord>();
        int[] images = [.. own.Select(r => r.Index)];
        // Runs of some of the images alone would make certified images easier to find at some places than at others.
        var covering = all.Where(r => r.Run == run || r.Records.Select(x => x.Index).ToHashSet().IsSupersetOf(images)).ToList();
        var inside = images.ToHashSet();
        HashSet<int> certified = [.. covering.SelectMany(r => r.Records).Where(r => inside.Contains(r.Index)
            && r.CorrectAt(claim.Size)).Select(r => r.Index)];
        var sample = Sample.Of(run);
        var (low, high) = sample.Share(certified.Count, confidence);
        string methods = string.Join(", ", covering.Select(r => r.Records[0].Bound).Distinct());
        string[] arithmetic = [.. covering.SelectMany(r => r.Records).Select(r => r.Arithmetic).Distinct()];
        string rounding = arithmetic.All(a => a == "sound") ? "rounding errors included"
            : $"computed in {string.Join(", ", arithmetic)}: up to rounding errors";
        // What is not certified may be robust all the same: bounds never refute.
        return new(run, certified, low, 1, Constant(run.Records),
            $"Proved constant within {claim.Ball} and right: {Shown(sample, certified.Count, (low, high))} by {methods} "
            + $"({rounding})");
    }

    private static Count OfVotes(StoredRun run, IReadOnlyList<CertifyRecord> records, Claim claim, double confidence)
    {
        HashSet<int> certified = [.. records.Where(r => r.CorrectAt(claim.Size)).Select(r => r.Index)];
        int refuted = records.Count(r => ImageEvidence.Refuted(r, claim.Size));
        double alpha = records.Max(r => r.Alpha);
        var sample = Sample.Of(run);
        var (low, high) = sample.IsWhole
            ? (Math.Max(0, certified.Count - CertifiedShare.MostFalse(records.Count, alpha, 1 - (1 - confidence) / 2))
                / (double)records.Count,
                1 - Math.Max(0, refuted - CertifiedShare.MostFalse(records.Count, alpha, 1 - (1 - confidence) / 2))
                / (double)records.Count)
            : CertifiedShare.Population(certified.Count, refuted, records.Count, alpha, confidence);
        double ceiling = records.Max(r => r.Ceiling);
        string reach = ceiling < claim.Size
            ? string.Create(CultureInfo.InvariantCulture,
                $" (N = {records[0].N} can certify no radius above {ceiling:F3}: more samples are needed)") : "";
        return new(run, certified, low, high, Constant(run.Records), string.Create(CultureInfo.InvariantCulture,
            $"Certified by votes at {claim.Ball} and right: "
            + $"{Sample.Written((double)certified.Count / records.Count, (low, high), certified.Count, records.Count)}, each "
            + $"wrong with probability at most {alpha}, allowed for in the interval{reach}"));
    }

    private static string Shown(Sample sample, int count, (double Low, double High) interval) => sample.IsWhole
        ? sample.Text(count) : Sample.Written((double)count / Math.Max(1, sample.Images), interval, count, sample.Images);

    private static int Constant(IReadOnlyList<ItemRecord> records) =>
        records.GroupBy(r => r.Label).Max(group => group.Count());
}
