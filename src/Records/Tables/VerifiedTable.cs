using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>Verified accuracy and error of runs of bounds, one row a run and size.</summary>
public static class VerifiedTable
{
    public const string Kind = "verified";

    /// <summary>Sizes shown of a run that searched the largest, L-infinity and L2, pixel units.</summary>
    private static readonly double[] LinfGrid = [1.0 / 255, 2.0 / 255, 4.0 / 255, 8.0 / 255, 16.0 / 255, 0.1, 0.2, 0.3], L2Grid = [0.1, 0.25, 0.5, 1, 1.5, 2];

    private static readonly Column[] Columns =
    [
        new("run", "run"), new("key", "key"), new("images", "images"), new("method", "method"), new("arithmetic", "arithmetic"),
        new("norm", "norm"), new("clipped", "cut to [0,1]"), new("epsilon", "epsilon"),
        new("accuracy", "accuracy", IsProportion: true), new("verified", "verified", IsProportion: true),
        new("verified_error", "verified error", IsProportion: true), new("wrong", "wrong"), new("mean_radius", "mean radius"), new("bounds", "bounds"),
    ];

    /// <param name="sizes">Sizes to show of runs that searched the largest.</param>
    /// <exception cref="RecordFormatException">A run holds other records.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs, IReadOnlyList<double>? sizes = null) => new(
        "Verified accuracy under bounded perturbations", Columns, [.. runs.SelectMany(run => Rows(run, sizes))],
        [.. RunCells.Warnings(runs)],
        [
            "accuracy: the network's class is the label. verified: it is, and no perturbation of size epsilon changes it, by the bound. "
                + "verified error: 1 - verified. [low, high]: 95 % Clopper-Pearson interval over images.",
            "wrong: certified at epsilon, but not the label. mean radius: over all images, 0 for abstentions and wrong classes; only of runs that "
                + "searched the largest size. bounds: how often each bound gave the margin.",
            "sound: verified holds for the network in real numbers; float32 and float64: up to rounding errors. Sizes are in pixel units of [0,1].",
        ]);

    private static IEnumerable<IReadOnlyList<Cell>> Rows(StoredRun run, IReadOnlyList<double>? sizes)
    {
        IReadOnlyList<BoundRecord> records = run.Of<BoundRecord>();
        if (records.Count == 0)
            return [Row(run, records, null)];
        double[] shown = [.. records.Select(r => r.Epsilon).OfType<double>().Distinct()];
        if (shown.Length == 0)
            shown = sizes is not null ? [.. sizes] : [.. (records[0].Norm == "linf" ? LinfGrid : L2Grid).Where((s, i) => i == 0 || s <= records.Max(r => r.Radius))];
        return shown.Select(size => Row(run, records, size));
    }

    private static IReadOnlyList<Cell> Row(StoredRun run, IReadOnlyList<BoundRecord> records, double? size)
    {
        int verified = size is double s ? records.Count(r => r.CorrectAt(s)) : 0;
        return
        [
            new TextCell(RunCells.Name(run)), new TextCell(run.Manifest.Key), new CountCell(records.Count),
            Question(run, "method"), Question(run, "arithmetic"), Question(run, "norm"), Question(run, "clip"),
            size is double e ? new SettingCell(e) : new EmptyCell(),
            new ProportionCell(records.Count(r => r.Class == r.Label), records.Count),
            new ProportionCell(verified, records.Count), new ProportionCell(records.Count - verified, records.Count),
            new CountCell(records.Count(r => r.Verdict == VerdictKind.Certified && !r.Correct && r.Radius >= (size ?? 0))),
            records.Count == 0 || records[0].Epsilon is not null ? new EmptyCell() : new NumberCell(records.Where(r => r.Correct).Sum(r => r.Radius) / records.Count),
            new TextCell(string.Join(", ", records.GroupBy(r => r.Bound).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {Digits.Full(g.Count())}"))),
        ];
    }

    private static TextCell Question(StoredRun run, string name) => new(run.Manifest.Question[name]?.ToString() ?? "-");
}
