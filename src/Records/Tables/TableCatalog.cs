using Audit.Inputs;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>The tables by name.</summary>
public static class TableCatalog
{
    /// <summary>Every kind of table. A new one is a new line here.</summary>
    public static IReadOnlyList<TableKind> Known { get; } =
    [
        new(CertifiedAccuracyTable.Kind, "by radius", (runs, o) =>
            CertifiedAccuracyTable.Of(runs, o.Radii, o.Simultaneous)) { Takes = ["radii", "simultaneous"] },
        new(SpoofedRadiusTable.Kind, "layout of the Shadow Attack paper's Table 1", (runs, _) => SpoofedRadiusTable.Of(runs)),
        new(SpoofOutcomesTable.Kind, "what became of each image, the three conditions of a spoof, attacks side by side", (runs,
            o) =>
            SpoofOutcomesTable.Of(runs, o.Thresholds)) { Takes = ["thresholds"] },
        new(RobustErrorTable.Kind, "spoofs of bounds; layout of its Table 2", (runs, _) => RobustErrorTable.Of(runs)),
        new(DecisionsTable.Kind, "certify --decide against a run with fixed n", (runs, _) => DecisionsTable.Of(runs)),
        new(DatasetTable.Kind, "statements about all images together", (runs, o) =>
            DatasetTable.Of(runs, o.Radii, o.Confidence)) { Takes = ["radii", "confidence"] },
        new(AttackTable.Kind, "robust accuracy by attack", (runs, _) => AttackTable.Of(runs)),
        new(TransferTable.Kind, "images made for one model before others", (runs, _) => TransferTable.Of(runs)),
        new(DiagnosisTable.Kind, "verdicts of diagnose", (runs, _) => DiagnosisTable.Of(runs)),
        new(VerifiedTable.Kind, "runs of bounds", (runs, o) => VerifiedTable.Of(runs, o.Radii)) { Takes = ["radii"] },
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>All names with a few words each.</summary>
    public static string Described => $"{string.Join(", ", Known.SkipLast(1).Select(Describe))} or {Describe(Known[^1])}";

    /// <summary>The table of runs that the options describe.</summary>
    /// <exception cref="UsageException">There is no such table.</exception>
    public static Table Of(IReadOnlyList<StoredRun> runs, TableOptions options) =>
        (Known.FirstOrDefault(k => k.Name == options.Kind)
            ?? throw new UsageException($"expected a table out of {string.Join(", ", Names)}, got '{options.Kind}'"))
            .Of(runs, options);

    /// <summary>The table that one expects of runs, by the records that they hold.</summary>
    /// <exception cref="UsageException">They hold records of several kinds, or none.</exception>
    public static string Usual(IReadOnlyList<StoredRun> runs)
    {
        StoredRun[] filled = [.. runs.Where(run => run.Records.Count > 0)];
        string[] usual = [.. filled.Select(run => RecordKinds.TableOf(run.Records[0].GetType())).Distinct()];
        return usual.Length == 1 ? usual[0] : throw new UsageException(usual.Length == 0
            ? "--kind is needed: none of the runs holds a record yet"
            : "--kind is needed, or one kind of run at a time: " + string.Join(", ",
                filled.Select(run => $"{run.Directory} holds {RecordKinds.Of(run.Records[0].GetType())}")));
    }

    private static string Describe(TableKind kind) => $"{kind.Name} ({kind.About})";
}
