using System.Globalization;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>What became of each image, by run: the outcomes, the three conditions of a spoof, and the radii beside those of the
/// first run on the images that both have.</summary>
public static class SpoofOutcomesTable
{
    public const string Kind = "spoof-outcomes";

    private sealed record Row(StoredRun Run, IReadOnlyList<ISpoof> Records, IReadOnlyList<ISpoof> First, SpoofThresholds Limits,
        IReadOnlyDictionary<int, double> Usual)
    {
        /// <summary>Images whose class is right as they are: all shares are of these.</summary>
        public ISpoof[] Right { get; } = [.. Records.Where(r => !r.AlreadyWrong)];

        public ISpoof[] Wrong { get; } = [.. Records.Where(r => r is { Spoofed: true, AlreadyWrong: false })];

        public int Count(SpoofOutcome outcome) => Records.Count(r => SpoofOutcomes.Of(r) == outcome);

        /// <summary>Spoofs whose class has natural certificates to compare with.</summary>
        public ISpoof[] Comparable => [.. Wrong.Where(r => Usual.ContainsKey(r.SpoofSide.Class))];

        public PairedMean? Difference
        {
            get
            {
                var first = First.ToDictionary(r => r.Index);
                return ReferenceEquals(First, Records) ? null
                    : PairedMean.Of([.. Right.Where(r => first.ContainsKey(r.Index)).Select(r =>
                        Gain(r) - Gain(first[r.Index]))]);
            }
        }
    }

    private static readonly Column<Row>[] Columns =
    [
        new("run", "run", r => Cells.Text(RunCells.Name(r.Run))), new("key", "key", r => Cells.Text(r.Run.Manifest.Key)),
        new("attack", "attack", r => Cells.Text(r.Run.Manifest.Question["attack"]?.ToString())),
        new("images", "images", r => Cells.Count(r.Records.Count)),
        new("already_wrong", "already wrong", r => Cells.Count(r.Count(SpoofOutcome.AlreadyWrong))),
        new("spoofed", "spoofed", r => Cells.Count(r.Count(SpoofOutcome.Spoofed))),
        new("weak", "weak", r => Cells.Count(r.Count(SpoofOutcome.Weak))),
        new("abstained", "abstained", r => Cells.Count(r.Count(SpoofOutcome.Abstained))),
        new("right_label", "right label", r => Cells.Count(r.Count(SpoofOutcome.RightLabel))),
        new("success", "success", r => Cells.Share(r.Wrong.Length, r.Right.Length), IsProportion: true),
        new("usual", "as strong as usual there", r => Cells.Share(r.Comparable.Count(s =>
            s.SpoofSide.Radius >= r.Usual[s.SpoofSide.Class]), r.Comparable.Length), IsProportion: true),
        new("imperceptible", "imperceptible", r => r.Limits.Any ? Cells.Share(r.Right.Count(r.Limits.Allow), r.Right.Length)
            : Cells.Empty, IsProportion: true),
        new("all_three", "all three", r => r.Limits.Any ? Cells.Share(r.Right.Count(s =>
            SpoofOutcomes.Of(s) == SpoofOutcome.Spoofed && r.Limits.Allow(s)), r.Right.Length) : Cells.Empty,
                IsProportion: true),
        new("mean_radius", "mean radius", r => Cells.Statistic([.. r.Right.Select(Gain)], ArrayStatistics.Mean)),
        new("difference", "less the first's", r => r.Difference is { } d ? new IntervalCell(d.Mean, d.Low, d.High) : Cells.Empty,
            IsProportion: true),
        new("median_l2", "median L2", r => Median(r, s => s.L2)), new("median_ssim", "median SSIM", r => Median(r, s => s.Ssim)),
        new("median_gmsd", "median GMSD", r => Median(r, s => s.Gmsd)),
        new("passes", "passes per image", r => r.Records.All(s => s.Passes is not null)
            ? Cells.Statistic([.. r.Records.Select(s => (double)s.Passes!)], ArrayStatistics.Mean) : Cells.Empty),
    ];

    /// <param name="runs">Spoofs, one row each; runs of certify may be among them, whose radii count as natural ones.</param>
    /// <param name="limits">Thresholds.</param>
    /// <exception cref="RecordFormatException">A run of other records, or certificates in different norms.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs, SpoofThresholds limits)
    {
        StoredRun[] spoofs = [.. runs.Where(run => run.Records.Count == 0 || run.Records[0] is not CertifyRecord)];
        var lists = spoofs.Select(run => run.Spoofs()).ToArray();
        string norm = RunCells.NormOf(spoofs.Zip(lists).SelectMany(p => p.Second.Select(r => (p.First, r.Setting.Norm))));
        var usual = Usual(runs, lists, limits.ClassQuantile);
        return Table.Of("What became of each image", Columns, spoofs.Zip(lists, (run, records) =>
            new Row(run, records, lists[0], limits, usual)), [.. RunCells.Warnings(runs)],
            [
                "outcomes, each image one: already wrong: the class of the clean image is wrong, certified or not; spoofed: "
                    + "certified for a wrong class at least as strongly as the clean image; weak: more weakly; abstained; "
                    + "right label: certified for its label.",
                "success: certified for a wrong class (spoofed or weak), of the images that are right as they are; so are the "
                    + "shares behind it. as strong as usual there: of the successes whose class "
                    + string.Create(CultureInfo.InvariantCulture,
                        $"has natural certificates here, the share that reaches their {limits.ClassQuantile} quantile ")
                    + "(natural images certified for their label, of all runs given).",
                limits.Any ? $"imperceptible: {limits.Text}; what a record does not hold is not within. all three: "
                    + "imperceptible, misclassified, and strongly certified (spoofed)."
                    : "imperceptible, all three: set --max-l2, --max-linf, --max-tv, --max-color, --min-ssim or --max-gmsd.",
                "mean radius: over the images that are right as they are, 0 where no wrong class is certified. less the "
                    + "first's: mean of the differences from the first run, image by image, with Student's "
                    + "95 % interval (an approximation for few "
                    + "images).",
                $"[low, high]: 95 % Clopper-Pearson interval. passes: forward-backward passes of the attack. Radii are "
                    + $"{norm}, in pixel units of [0,1].",
            ]);
    }

    /// <summary>The radius for a wrong class; 0 without one.</summary>
    private static double Gain(ISpoof spoof) => spoof.Spoofed ? spoof.SpoofSide.Radius : 0;

    /// <summary>The quantile of the natural radii of each class that has any.</summary>
    private static Dictionary<int, double> Usual(IReadOnlyList<StoredRun> runs, IReadOnlyList<ISpoof>[] lists, double quantile)
    {
        var natural = lists.SelectMany(l => l).Where(r => r.NaturalSide.IsCertified && r.NaturalSide.Class == r.Label)
            .Select(r => (r.Index, r.Label, r.NaturalSide.Radius))
            .Concat(runs.SelectMany(run => run.Records.OfType<CertifyRecord>()).Where(r => r.Correct)
                .Select(r => (r.Index, r.Label, r.Radius)));
        return natural.DistinctBy(r => r.Index).GroupBy(r => r.Label)
            .ToDictionary(g => g.Key, g => SortedArrayStatistics.Quantile([.. g.Select(r => r.Radius).Order()], quantile));
    }

    private static Cell Median(Row row, Func<ISpoof, double?> value) =>
        Cells.Statistic([.. row.Wrong.Select(value).OfType<double>().Order()], SortedArrayStatistics.Median);
}
