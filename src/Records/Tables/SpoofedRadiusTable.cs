using Audit.Records.Items;
using Audit.Records.Runs;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Natural against spoofed radii, one row a run, in the layout of the Shadow Attack paper's table 1.</summary>
public static class SpoofedRadiusTable
{
    public const string Kind = "spoofed-radius";

    private sealed record Row(RunCells Start, IReadOnlyList<ISpoof> Records)
    {
        /// <summary>Images certified for a wrong class that were right before: anything else was no work of the attack.</summary>
        public ISpoof[] Spoofed { get; } = [.. Records.Where(r => r is { Spoofed: true, AlreadyWrong: false })];

        /// <summary>Images whose class is right as they are.</summary>
        public int RightOnes => Records.Count(r => !r.AlreadyWrong);

        /// <summary>Images that are certified for the right class as they are.</summary>
        public ISpoof[] Right { get; } = [.. Records.Where(r => r is { AlreadyWrong: false, NaturalSide.IsCertified: true })];

        public double[] Natural { get; } = [.. Records.Where(r => r.NaturalSide.IsCertified).Select(r => r.NaturalSide.Radius)];

        public double[] Radii => [.. Spoofed.Select(r => r.SpoofSide.Radius)];
    }

    private static readonly Column<Row>[] Columns =
    [
        new("natural_mean", "natural mean", row => Cells.Statistic(row.Natural, ArrayStatistics.Mean)),
        new("natural_std", "natural std", row => Cells.Statistic(row.Natural, ArrayStatistics.PopulationStandardDeviation)),
        new("natural_certified", "natural certified", row => Cells.Count(row.Natural.Length)),
        new("spoofed_mean", "spoofed mean", row => Cells.Statistic(row.Radii, ArrayStatistics.Mean)),
        new("spoofed_std", "spoofed std", row => Cells.Statistic(row.Radii, ArrayStatistics.PopulationStandardDeviation)),
        new("spoofed", "spoofed", row => Cells.Count(row.Spoofed.Length)),
        new("success", "success", row => Cells.Share(row.Spoofed.Length, row.RightOnes), IsProportion: true),
        new("stronger", "stronger", row => Cells.Share(row.Spoofed.Count(r => r.Stronger), row.RightOnes),
            IsProportion: true),
        new("stronger_right", "stronger among rightly certified", row => Cells.Share(
            row.Right.Count(r => r.Stronger), row.Right.Length), IsProportion: true),
        new("already_wrong", "already wrong", row => Cells.Count(row.Records.Count(r => r.AlreadyWrong))),
        new("median_l2", "median L2", row => Cells.Statistic([.. row.Spoofed.Select(r => r.L2).Order()],
            SortedArrayStatistics.Median)),
        new("contradictions", "contradictions", row => Cells.Count(row.Records.Count(r => r.Contradiction))),
    ];

    /// <exception cref="RecordFormatException">Runs of other records, of different settings within one, or of certificates in
    /// different norms.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        Row[] rows = [.. runs.Select(RowOf)];
        string norm = RunCells.NormOf(rows.SelectMany(row => row.Records.Select(record => (row.Start.Run, record.Setting.Norm))));
        return Table.Of("Certified radii of natural and of spoofed images",
            [.. RunCells.Columns(rows.Select(row => row.Start)).Select(column => column.From<Row>(row => row.Start)), .. Columns],
                rows,
            [.. runs.SelectMany(Contradictions), .. RunCells.Warnings(runs)],
            [
                "natural: over the images whose natural certificate is not an abstention, misclassified ones included "
                    + "(the convention of the Shadow Attack's published code).",
                "spoofed: over the successful spoofs, images that were right and are certified for a wrong class after the "
                    + "attack. The published code instead averages over every final radius, whatever the outcome.",
                "success, stronger: shares of the images that are right as they are, [low, high] their 95 % Clopper-Pearson "
                    + "interval; stronger: spoofed with a radius of at least the natural one's (0 where that abstained). "
                    + "stronger among rightly certified: the same, of the images that are certified for the right class as they "
                    + "are. "
                    + "already wrong: images whose class was wrong before the attack, which count nowhere else. std: population "
                    + "standard deviation. median L2: of the successful perturbations.",
                $"ceiling: largest radius that N unanimous votes certify at this alpha and sigma. Radii are {norm}, in pixel "
                    + $"units of [0,1].",
                .. rows.Any(row => row.Records.Any(record => record.Setting.Votes is null))
                    ? (string[])["without a sigma: bounds, which certify balls of one size; stronger: spoofed with at least the "
                    + "natural image's margin."] : [],
            ]);
    }

    private static Row RowOf(StoredRun run)
    {
        IReadOnlyList<ISpoof> records = run.Spoofs();
        return new(RunCells.Of(run, records.Select(r => r.Setting.Votes)), records);
    }

    private static IEnumerable<string> Contradictions(StoredRun run)
    {
        int[] items = [.. run.Spoofs().Where(r => r.Contradiction).Select(r => r.Index)];
        return items.Length == 0 ? []
            : [$"CONTRADICTION: {run.Directory} holds {items.Length} pair(s) of certificates of different "
            + $"classes whose balls overlap; at least one of each pair is wrong. Items: {string.Join(", ", items.Take(20))}."];
    }
}
