using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>Verified accuracy and error of runs of bounds, one row per run and size.</summary>
public static class VerifiedTable
{
    public const string Kind = "verified";

    /// <summary>Sizes shown of a run that searched the largest, L-infinity and L2, pixel units.</summary>
    private static readonly double[] LinfGrid = [1.0 / 255, 2.0 / 255, 4.0 / 255, 8.0 / 255, 16.0 / 255, 0.1, 0.2, 0.3],
        L2Grid = [0.1, 0.25, 0.5, 1, 1.5, 2];

    /// <summary>A run at one size; without a size where it is empty.</summary>
    private sealed record Row(StoredRun Run, double? Size)
    {
        public IReadOnlyList<BoundRecord> Records { get; } = Run.Of<BoundRecord>();

        public int Verified => Size is double s ? Records.Count(r => r.CorrectAt(s)) : 0;
    }

    private static readonly Column<Row>[] Columns =
    [
        new("run", "run", row => Cells.Text(RunCells.Name(row.Run))), new("key", "key", row => Cells.Text(row.Run.Manifest.Key)),
        new("images", "images", row => Cells.Count(row.Records.Count)), new("method", "method", row => Question(row, "method")),
        new("arithmetic", "arithmetic", row => Question(row, "arithmetic")), new("norm", "norm", row => Question(row, "norm")),
        new("clipped", "clipped", row => Question(row, "clip")), new("epsilon", "epsilon", row => Cells.Setting(row.Size)),
        new("accuracy", "accuracy", row => Cells.Share(row.Records.Count(r => r.Class == r.Label), row.Records.Count),
            IsProportion: true),
        new("verified", "verified", row => Cells.Share(row.Verified, row.Records.Count), IsProportion: true),
        new("verified_error", "verified error", row => Cells.Share(row.Records.Count - row.Verified, row.Records.Count),
            IsProportion: true),
        new("wrong", "wrong", row => Cells.Count(row.Records.Count(r => r.Verdict == VerdictKind.Certified && !r.Correct
            && r.Radius >= (row.Size ?? 0)))),
        new("mean_radius", "mean radius", row => row.Records.Count == 0 || row.Records[0].Epsilon is not null ? Cells.Empty
            : Cells.Number(row.Records.Where(r => r.Correct).Sum(r => r.Radius) / row.Records.Count)),
        new("bounds", "bounds", row => Cells.Text(string.Join(", ",
            row.Records.GroupBy(r => r.Bound).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => $"{g.Key} {Digits.Full(g.Count())}")))),
    ];

    /// <param name="sizes">Sizes to show of runs that searched the largest.</param>
    /// <exception cref="RecordFormatException">A run holds other records.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs, IReadOnlyList<double>? sizes = null) => Table.Of(
        "Verified accuracy under bounded perturbations", Columns, runs.SelectMany(run => Rows(run, sizes)),
        [.. RunCells.Warnings(runs)],
        [
            "accuracy: the network's class is the label. verified: it is, and no perturbation of size epsilon changes it, by "
                + "the bound. "
                + "verified error: 1 - verified. [low, high]: 95 % Clopper-Pearson interval over images.",
            "wrong: certified at epsilon, but not the label. mean radius: over all images, 0 for abstentions and wrong classes; "
                + "only of runs that "
                + "searched the largest size. bounds: how often each bound gave the margin.",
            "sound: verified holds for the network in real numbers; float32 and float64: up to rounding errors. Sizes are in "
                + "pixel units of [0,1].",
        ]);

    private static IEnumerable<Row> Rows(StoredRun run, IReadOnlyList<double>? sizes)
    {
        IReadOnlyList<BoundRecord> records = run.Of<BoundRecord>();
        if (records.Count == 0)
            return [new Row(run, null)];
        double[] shown = [.. records.Select(r => r.Epsilon).OfType<double>().Distinct()];
        if (shown.Length == 0)
            shown = sizes is not null ? [.. sizes] : [.. (records[0].Norm == "linf" ? LinfGrid : L2Grid)
                .Where((s, i) => i == 0 || s <= records.Max(r => r.Radius))];
        return shown.Select(size => new Row(run, size));
    }

    private static Cell Question(Row row, string name) => Cells.Text(row.Run.Manifest.Question[name]?.ToString());
}
