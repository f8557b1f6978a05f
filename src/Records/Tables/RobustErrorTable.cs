using Audit.Records.Runs;
using Audit.Records.Statistics;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Robust error on natural images beside the attack's error, a row a model and the least, mean and largest over the models:
/// the layout of the Shadow Attack paper's table 2.</summary>
public static class RobustErrorTable
{
    public const string Kind = "robust-error";

    private const double Alpha = 0.05;

    private static readonly Column[] Columns =
    [
        new("run", "model (run)"), new("key", "key"), new("models", "models"), new("data", "data"), new("images", "images"), new("epsilon", "epsilon"),
        new("bound", "bound"), new("arithmetic", "arithmetic"), new("clipped", "box cut"),
        new("robust_error", "robust error, natural", IsProportion: true), new("attack_error", "attack error", IsProportion: true),
        new("robust_spoofed", "robust but spoofed", IsProportion: true), new("natural_wrong", "natural wrong"), new("median_l2", "median L2"), new("median_linf", "median Linf"), new("contradictions", "contradictions"),
    ];

    /// <summary>What the runs of one group of models have in common.</summary>
    private sealed record Setting(string Data, double Epsilon, string Bound, string Arithmetic, bool Clipped);

    /// <exception cref="RecordFormatException">The records of one run were made with different settings.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        var groups = runs.Where(run => run.Records.Count > 0).GroupBy(SettingOf).ToList();
        return new("Robust error of natural images and error of the attack", Columns,
            [.. groups.SelectMany(group => Rows(group.Key, [.. group]))],
            [.. runs.SelectMany(Contradictions), .. runs.Where(run => run.Records.Count == 0).Select(run => $"EMPTY: {run.Directory} holds no records."),
                .. RunCells.Warnings(runs)],
            [
                "robust error, natural: share of images that are not certified for their label. attack error: share of images for which no wrong class was "
                    + "certified, misclassified images attacked like all others. An attack error below the robust error means that a certificate for a wrong "
                    + "class is easier to come by than one for the right class.",
                "[low, high]: 95 % Clopper-Pearson interval over images; in the rows min, mean and max, intervals that hold for all models of the group at once "
                    + "(Bonferroni), and their ends' min, mean and max. They speak of these models, not of others.",
                "robust but spoofed: of the images that are certified for their label, those spoofed all the same. natural wrong: images that are certified for a wrong class as they are. median L2, Linf: of the successful perturbations, pixel units of [0,1]. "
                    + "box cut: whether certificates speak of the images in [0,1] only.",
            ]);
    }

    private static IEnumerable<IReadOnlyList<Cell>> Rows(Setting setting, StoredRun[] runs)
    {
        foreach (StoredRun run in runs)
            yield return Row(setting, run);
        if (runs.Length < 2)
            yield break;
        double confidence = 1 - Alpha / runs.Length;
        (double Value, double Low, double High)[] robust = Shares(runs, NotRobust, confidence), attack = Shares(runs, NotSpoofed, confidence);
        foreach (var (name, over) in new (string, Func<IEnumerable<double>, double>)[] { ("min", Enumerable.Min), ("mean", Enumerable.Average), ("max", Enumerable.Max) })
        {
            yield return
            [
                new TextCell(name), new EmptyCell(), new CountCell(runs.Length), .. Cells(setting, new EmptyCell()),
                Over(robust, over), Over(attack, over), new EmptyCell(), new EmptyCell(), new EmptyCell(), new EmptyCell(), new EmptyCell(),
            ];
        }
    }

    private static IReadOnlyList<Cell> Row(Setting setting, StoredRun run)
    {
        IReadOnlyList<BoundSpoofRecord> records = run.Of<BoundSpoofRecord>();
        BoundSpoofRecord[] spoofed = [.. records.Where(r => r.Spoofed)];
        return
        [
            new TextCell(RunCells.Name(run)), new TextCell(run.Manifest.Key), new CountCell(1), .. Cells(setting, new CountCell(records.Count)),
            new ProportionCell(records.Count(NotRobust), records.Count), new ProportionCell(records.Count(NotSpoofed), records.Count),
            new ProportionCell(records.Count(r => r.Robust && r.Spoofed), records.Count(r => r.Robust)),
            new CountCell(records.Count(r => r.Natural.IsCertified && !r.Robust)),
            Median(spoofed, r => r.L2), Median(spoofed, r => r.Linf), new CountCell(records.Count(r => r.Contradiction)),
        ];
    }

    private static Cell[] Cells(Setting setting, Cell images) =>
    [
        new TextCell(setting.Data), images, new SettingCell(setting.Epsilon), new TextCell(setting.Bound), new TextCell(setting.Arithmetic),
        new TextCell(setting.Clipped ? "yes" : "no"),
    ];

    private static bool NotRobust(BoundSpoofRecord record) => !record.Robust;

    private static bool NotSpoofed(BoundSpoofRecord record) => !record.Spoofed;

    private static (double Value, double Low, double High)[] Shares(StoredRun[] runs, Func<BoundSpoofRecord, bool> counts, double confidence) => [.. runs.Select(run =>
    {
        long n = run.Records.Count, k = run.Of<BoundSpoofRecord>().Count(counts);
        var (low, high) = Binomial.Interval(k, n, confidence);
        return ((double)k / n, low, high);
    })];

    private static IntervalCell Over((double Value, double Low, double High)[] shares, Func<IEnumerable<double>, double> over) =>
        new(over(shares.Select(s => s.Value)), over(shares.Select(s => s.Low)), over(shares.Select(s => s.High)));

    private static Cell Median(BoundSpoofRecord[] records, Func<BoundSpoofRecord, double> value) =>
        records.Length == 0 ? new EmptyCell() : new NumberCell(SortedArrayStatistics.Median([.. records.Select(value).Order()]));

    private static Setting SettingOf(StoredRun run)
    {
        Setting[] distinct = [.. run.Of<BoundSpoofRecord>()
            .Select(r => new Setting(run.Manifest.Question["data"]?.ToString() ?? "-", r.Epsilon, r.Method, r.Arithmetic, r.Clipped)).Distinct()];
        return distinct.Length == 1 ? distinct[0]
            : throw new RecordFormatException($"{run.Directory}: records of one run have different settings: {distinct[0]} and {distinct[1]}.");
    }

    private static IEnumerable<string> Contradictions(StoredRun run)
    {
        int[] items = [.. run.Of<BoundSpoofRecord>().Where(r => r.Contradiction).Select(r => r.Index)];
        return items.Length == 0 ? [] : [$"CONTRADICTION: {run.Directory} holds {items.Length} pair(s) of certificates of different "
            + $"classes whose boxes overlap; at least one of each pair is wrong. Items: {string.Join(", ", items.Take(20))}."];
    }
}
