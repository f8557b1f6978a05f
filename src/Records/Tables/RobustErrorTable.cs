using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Robust error on natural images beside the attack's error, a row a model and the least, mean and largest over the
/// models: the layout of the Shadow Attack paper's table 2.</summary>
public static class RobustErrorTable
{
    public const string Kind = "robust-error";

    private const double Alpha = 0.05;

    /// <summary>A run, or a statistic over the runs of a group, which leaves cells of single runs empty.</summary>
    private sealed record Row(string Name, Setting Setting, int Models)
    {
        public Cell Key { get; init; } = Cells.Empty;

        public Cell Images { get; init; } = Cells.Empty;

        public required Cell RobustError { get; init; }

        public required Cell AttackError { get; init; }

        public Cell RobustSpoofed { get; init; } = Cells.Empty;

        public Cell NaturalWrong { get; init; } = Cells.Empty;

        public Cell MedianL2 { get; init; } = Cells.Empty;

        public Cell MedianLinf { get; init; } = Cells.Empty;

        public Cell Contradictions { get; init; } = Cells.Empty;
    }

    private static readonly Column<Row>[] Columns =
    [
        new("run", "model (run)", r => Cells.Text(r.Name)), new("key", "key", r => r.Key),
            new("models", "models", r => Cells.Count(r.Models)),
        new("data", "data", r => Cells.Text(r.Setting.Data)), new("images", "images", r => r.Images),
            new("epsilon", "epsilon", r => Cells.Setting(r.Setting.Certifier.Epsilon)),
        new("bound", "bound", r => Cells.Text(Name(r.Setting.Certifier))),
            new("arithmetic", "arithmetic", r => Cells.Text(r.Setting.Certifier.Arithmetic)),
        new("clipped", "clipped", r => Cells.Text(r.Setting.Certifier.Clipped is bool clipped ? clipped ? "yes" : "no" : null)),
        new("robust_error", "robust error, natural", r => r.RobustError, IsProportion: true),
            new("attack_error", "attack error", r => r.AttackError, IsProportion: true),
        new("robust_spoofed", "robust but spoofed", r => r.RobustSpoofed, IsProportion: true),
            new("natural_wrong", "natural wrong", r => r.NaturalWrong),
        new("median_l2", "median L2", r => r.MedianL2), new("median_linf", "median Linf", r => r.MedianLinf),
        new("contradictions", "contradictions", r => r.Contradictions),
    ];

    /// <summary>What the runs of one group of models have in common.</summary>
    private sealed record Setting(string Data, SpoofSetting Certifier);

    /// <exception cref="RecordFormatException">The records of one run were made with different settings.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        var groups = runs.Where(run => run.Records.Count > 0).GroupBy(SettingOf).ToList();
        return Table.Of("Robust error of natural images and error of the attack", Columns,
            groups.SelectMany(group => Rows(group.Key, [.. group])),
            [.. runs.SelectMany(Contradictions), .. runs.Where(run => run.Records.Count == 0)
                .Select(run => $"EMPTY: {run.Directory} holds no records."),
                .. RunCells.Warnings(runs)],
            [
                "robust error, natural: share of images that are not certified for their label. attack error: share of images "
                    + "for which no wrong class was "
                    + "certified, misclassified images attacked like all others. An attack error below the robust error means "
                    + "that a certificate for a wrong "
                    + "class is easier to come by than one for the right class.",
                "[low, high]: 95 % Clopper-Pearson interval over images; in the rows min, mean and max, intervals that hold for "
                    + "all models of the group at once "
                    + "(Bonferroni), and their ends' min, mean and max. They speak of these models, not of others.",
                "robust but spoofed: of the images that are certified for their label, those spoofed all the same. natural "
                    + "wrong: images that are certified for a wrong class as they are. median L2, Linf: of the successful "
                    + "perturbations, pixel units of [0,1]. "
                    + "clipped: whether certificates speak of the images in [0,1] only.",
            ]);
    }

    private static IEnumerable<Row> Rows(Setting setting, StoredRun[] runs)
    {
        foreach (StoredRun run in runs)
            yield return RowOf(setting, run);
        if (runs.Length < 2)
            yield break;
        double confidence = 1 - Alpha / runs.Length;
        (double Value, double Low, double High)[] robust = Shares(runs, NotRobust, confidence),
            attack = Shares(runs, NotSpoofed, confidence);
        foreach (var (name, over) in new (string, Func<IEnumerable<double>, double>)[] { ("min", Enumerable.Min),
            ("mean", Enumerable.Average), ("max", Enumerable.Max) })
        {
            yield return new(name, setting, runs.Length) { RobustError = Over(robust, over), AttackError = Over(attack, over) };
        }
    }

    private static Row RowOf(Setting setting, StoredRun run)
    {
        IReadOnlyList<ISpoof> records = run.Spoofs();
        ISpoof[] spoofed = [.. records.Where(r => r.Spoofed)];
        return new(RunCells.Name(run), setting, 1)
        {
            Key = Cells.Text(run.Manifest.Key),
            Images = Cells.Count(records.Count),
            RobustError = Cells.Share(records.Count(NotRobust), records.Count),
            AttackError = Cells.Share(records.Count(NotSpoofed), records.Count),
            RobustSpoofed = Cells.Share(records.Count(r => Robust(r) && r.Spoofed), records.Count(Robust)),
            NaturalWrong = Cells.Count(records.Count(r => r.NaturalSide.IsCertified && !Robust(r))),
            MedianL2 = Median(spoofed, r => r.L2),
            MedianLinf = Median(spoofed, r => r.Linf),
            Contradictions = Cells.Count(records.Count(r => r.Contradiction)),
        };
    }

    private static string Name(SpoofSetting certifier) => certifier.Votes is VoteSetting votes
        ? FormattableString.Invariant($"{certifier.Bound}, {votes.Noise.Name} noise, sigma {Digits.Full(votes.Noise.Sigma)}")
        : certifier.Bound;

    /// <summary>The natural image is certified for its label.</summary>
    private static bool Robust(ISpoof record) => record.NaturalSide.IsCertified && record.NaturalSide.Class == record.Label;

    private static bool NotRobust(ISpoof record) => !Robust(record);

    private static bool NotSpoofed(ISpoof record) => !record.Spoofed;

    private static (double Value, double Low, double High)[] Shares(StoredRun[] runs, Func<ISpoof, bool> counts,
        double confidence) => [.. runs.Select(run =>
    {
        long n = run.Records.Count, k = run.Spoofs().Count(counts);
        var (low, high) = Binomial.Interval(k, n, confidence);
        return ((double)k / n, low, high);
    })];

    private static IntervalCell Over((double Value, double Low, double High)[] shares, Func<IEnumerable<double>, double> over) =>
        new(over(shares.Select(s => s.Value)), over(shares.Select(s => s.Low)), over(shares.Select(s => s.High)));

    private static Cell Median(ISpoof[] records, Func<ISpoof, double> value) =>
        Cells.Statistic([.. records.Select(value).Order()], SortedArrayStatistics.Median);

    private static Setting SettingOf(StoredRun run)
    {
        Setting[] distinct = [.. run.Spoofs().Select(r => new Setting(run.Manifest.Question["data"]?.ToString() ?? "-",
            r.Setting)).Distinct()];
        return distinct.Length == 1 ? distinct[0]
            : throw new RecordFormatException(
            $"{run.Directory}: records of one run have different settings: {distinct[0]} and {distinct[1]}.");
    }

    private static IEnumerable<string> Contradictions(StoredRun run)
    {
        int[] items = [.. run.Spoofs().Where(r => r.Contradiction).Select(r => r.Index)];
        return items.Length == 0 ? []
            : [$"CONTRADICTION: {run.Directory} holds {items.Length} pair(s) of certificates of different "
            + $"classes whose boxes overlap; at least one of each pair is wrong. Items: {string.Join(", ", items.Take(20))}."];
    }
}
