using Audit.Records.Runs;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Natural against spoofed radii, one row a run, in the layout of the Shadow Attack paper's table 1.</summary>
public static class SpoofedRadiusTable
{
    public const string Kind = "spoofed-radius";

    private static readonly Column[] Columns =
    [
        .. RunCells.Columns,
        new("natural_mean", "natural mean"), new("natural_std", "natural std"), new("natural_certified", "natural certified"),
        new("spoofed_mean", "spoofed mean"), new("spoofed_std", "spoofed std"), new("spoofed", "spoofed"),
        new("success", "success", IsProportion: true), new("stronger", "stronger", IsProportion: true),
        new("median_l2", "median L2"), new("contradictions", "contradictions"),
    ];

    public static Table Of(IReadOnlyList<StoredRun> runs) => new(
        "Certified radii of natural and of spoofed images", Columns, [.. runs.Select(Row)],
        [.. runs.SelectMany(Contradictions), .. RunCells.Warnings(runs)],
        [
            "natural: over the images whose natural certificate is not an abstention, misclassified ones included "
                + "(the convention of the Shadow Attack's published code).",
            "spoofed: over the successful spoofs, certified with a class that is not the label. The published code instead averages "
                + "over every final radius, whatever the outcome.",
            "success, stronger: shares of all images, [low, high] their 95 % Clopper-Pearson interval; stronger: spoofed with a radius "
                + "of at least the natural one's. std: population standard deviation. median L2: of the successful perturbations.",
            "ceiling: largest radius that N unanimous votes certify at this alpha and sigma. Radii are L2, in pixel units of [0,1].",
        ]);

    private static IReadOnlyList<Cell> Row(StoredRun run)
    {
        IReadOnlyList<SpoofRecord> records = run.Of<SpoofRecord>();
        RunCells start = RunCells.Of(run, records.SelectMany(r => new[] { r.Natural, r.Spoof })
            .Select(c => (c.Sigma, c.N0, c.N, c.Alpha)));
        SpoofRecord[] spoofed = [.. records.Where(r => r.Spoofed)];
        double[] natural = [.. records.Where(r => r.Natural.IsCertified).Select(r => r.Natural.Radius)];
        double[] radii = [.. spoofed.Select(r => r.Spoof.Radius)];
        return
        [
            .. start.Cells(),
            Statistic(natural, ArrayStatistics.Mean), Statistic(natural, ArrayStatistics.PopulationStandardDeviation),
            new CountCell(natural.Length),
            Statistic(radii, ArrayStatistics.Mean), Statistic(radii, ArrayStatistics.PopulationStandardDeviation),
            new CountCell(radii.Length),
            new ProportionCell(spoofed.Length, records.Count),
            new ProportionCell(records.Count(r => r.Stronger), records.Count),
            Statistic([.. spoofed.Select(r => r.L2).Order()], SortedArrayStatistics.Median),
            new CountCell(records.Count(r => r.Contradiction)),
        ];
    }

    private static IEnumerable<string> Contradictions(StoredRun run)
    {
        int[] items = [.. run.Of<SpoofRecord>().Where(r => r.Contradiction).Select(r => r.Index)];
        return items.Length == 0 ? [] : [$"CONTRADICTION: {run.Directory} holds {items.Length} pair(s) of certificates of different "
            + $"classes whose balls overlap; at least one of each pair is wrong. Items: {string.Join(", ", items.Take(20))}."];
    }

    private static Cell Statistic(double[] values, Func<double[], double> statistic) =>
        values.Length == 0 ? new EmptyCell() : new NumberCell(statistic(values));
}
