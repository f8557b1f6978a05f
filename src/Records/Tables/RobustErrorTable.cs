using System.Globalization;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Robust error of natural images beside attack error, a row a run and min, mean, max over them: the Shadow Attack paper's table 2.</summary>
public static class RobustErrorTable
{
    public const string Kind = "robust-error";

    private const double Confidence = 0.95;

    private static readonly Column[] Columns =
    [
        new("run", "run"), new("key", "key"), new("data", "data"), new("epsilon", "epsilon"), new("method", "bound"), new("arithmetic", "arithmetic"),
        new("images", "images"),
        new("robust_error", "robust error", IsProportion: true), new("attack_error", "attack error", IsProportion: true), new("easier", "spoofing is easier"),
        new("median_linf", "median Linf"), new("median_l2", "median L2"), new("contradictions", "contradictions"),
    ];

    /// <exception cref="RecordFormatException">The records of one run were made with different settings.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs)
    {
        Model[] models = [.. runs.Select(Model.Of)];
        return new("Robust error of natural images and attack error of spoofed certificates", Columns,
            [.. models.GroupBy(m => (m.Data, m.Setting)).SelectMany(group => Rows([.. group]))],
            [.. models.SelectMany(Contradictions), .. RunCells.Unfinished(runs)],
            [
                "robust error: share of images that are not certified for their label. attack error: share of images for which no certified image of a wrong "
                    + "class was found; naturally misclassified images are attacked and counted too, as in the Shadow Attack's published code.",
                "spoofing is easier: attack error below robust error. A small robust error is good for the defender, a small attack error for the attacker.",
                "min, mean, max: over the models above with the same data, epsilon, bound and arithmetic. [low, high]: 95 % Clopper-Pearson interval; "
                    + "of a mean: from intervals of the models at a joint 95 % (Bonferroni), as they share their images.",
                "median Linf, L2: of the successful perturbations, in pixel units of [0,1].",
            ]);
    }

    private static IEnumerable<IReadOnlyList<Cell>> Rows(Model[] models)
    {
        foreach (var m in models)
        {
            BoundSpoofRecord[] spoofed = [.. m.Records.Where(r => r.Spoofed)];
            yield return
            [
                new TextCell(RunCells.Name(m.Run)), new TextCell(m.Run.Manifest.Key), .. Setting(m), new CountCell(m.Records.Count),
                m.RobustError, m.AttackError, Easier(m.RobustError.Value, m.AttackError.Value),
                Median(spoofed.Select(r => r.Linf)), Median(spoofed.Select(r => r.L2)), new CountCell(m.Records.Count(r => r.Contradiction)),
            ];
        }

        Model[] counted = [.. models.Where(m => m.Records.Count > 0)];
        if (counted.Length < 2)
            yield break;
        yield return Summary("min", counted, cells => cells.MinBy(c => c.Value)!);
        yield return Summary("mean", counted, Mean);
        yield return Summary("max", counted, cells => cells.MaxBy(c => c.Value)!);
    }

    private static IReadOnlyList<Cell> Summary(string name, Model[] models, Func<ProportionCell[], Cell> statistic)
    {
        Cell robust = statistic([.. models.Select(m => m.RobustError)]), attack = statistic([.. models.Select(m => m.AttackError)]);
        return
        [
            new TextCell(string.Create(CultureInfo.InvariantCulture, $"{name} of {models.Length}")), new TextCell(""), .. Setting(models[0]),
            new CountCell(models.Sum(m => (long)m.Records.Count)), robust, attack, Easier(Value(robust), Value(attack)),
            new EmptyCell(), new EmptyCell(), new CountCell(models.Sum(m => (long)m.Records.Count(r => r.Contradiction))),
        ];
    }

    /// <summary>The mean of k shares lies between the means of the ends of k intervals that hold together.</summary>
    private static ShareCell Mean(ProportionCell[] cells)
    {
        double each = 1 - (1 - Confidence) / cells.Length;
        var intervals = cells.Select(c => Binomial.Interval(c.Successes, c.Total, each)).ToList();
        return new ShareCell(cells.Average(c => c.Value), intervals.Average(i => i.Low), intervals.Average(i => i.High));
    }

    private static double Value(Cell cell) => cell is ProportionCell share ? share.Value : ((ShareCell)cell).Value;

    private static Cell Easier(double robust, double attack) => double.IsNaN(robust) ? new EmptyCell() : new TextCell(attack < robust ? "yes" : "no");

    private static Cell[] Setting(Model m) => [new TextCell(m.Data), .. m.Setting is { } s
        ? (Cell[])[new SettingCell(s.Epsilon), new TextCell(s.Method), new TextCell(s.Arithmetic)] : [new EmptyCell(), new EmptyCell(), new EmptyCell()]];

    private static Cell Median(IEnumerable<double> values) =>
        values.Order().ToArray() is { Length: > 0 } sorted ? new NumberCell(SortedArrayStatistics.Median(sorted)) : new EmptyCell();

    private static IEnumerable<string> Contradictions(Model m)
    {
        int[] items = [.. m.Records.Where(r => r.Contradiction).Select(r => r.Index)];
        return items.Length == 0 ? [] : [$"CONTRADICTION: {m.Run.Directory} holds {items.Length} pair(s) of certificates of different "
            + $"classes whose balls meet; at least one of each pair is wrong. Items: {string.Join(", ", items.Take(20))}."];
    }

    /// <summary>One run: one model under one bound.</summary>
    private sealed record Model(StoredRun Run, IReadOnlyList<BoundSpoofRecord> Records, string Data, (double Epsilon, string Method, string Arithmetic)? Setting)
    {
        public ProportionCell RobustError => new(Records.Count(r => !r.Robust), Records.Count);

        public ProportionCell AttackError => new(Records.Count(r => !r.Spoofed), Records.Count);

        public static Model Of(StoredRun run)
        {
            var records = run.Of<BoundSpoofRecord>();
            var settings = records.Select(r => (r.Epsilon, r.Method, r.Arithmetic)).Distinct().ToList();
            return settings.Count > 1
                ? throw new RecordFormatException(string.Create(CultureInfo.InvariantCulture,
                    $"{run.Directory}: records of one run have different settings: {settings[0]} and {settings[1]}."))
                : new(run, records, run.Manifest.Question["data"]?.ToString() ?? "-", settings.Count == 1 ? settings[0] : null);
        }
    }
}
