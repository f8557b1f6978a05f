using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>Certified accuracy by radius, one row a run (Cohen et al. 2019, tables 2 and 3), with what it leaves out.</summary>
public static class CertifiedAccuracyTable
{
    public const string Kind = "certified-accuracy";
    private const double Step = 0.25;

    /// <param name="radii">L2 radii in pixel units; by default 0, 0.25, ... up to the largest ceiling of the runs.</param>
    public static Table Of(IReadOnlyList<StoredRun> runs, IReadOnlyList<double>? radii = null)
    {
        RunCells[] starts = [.. runs.Select(run => RunCells.Of(run,
            run.Of<CertifyRecord>().Select(r => (r.Sigma, r.N0, r.N, r.Alpha))))];
        radii ??= Grid(starts.Max(start => start.Ceiling) ?? 0);
        Column[] columns =
        [
            .. RunCells.Columns,
            .. radii.Select(r => new Column($"certified_at_{Digits.Full(r)}", $"r = {Digits.Full(r)}", IsProportion: true)),
            new("acr", "ACR"), new("abstained", "abstained"), new("wrong", "wrong"),
        ];
        return new("Certified accuracy by L2 radius", columns, [.. starts.Select(start => Row(start, radii))],
            [.. RunCells.Unfinished(runs)],
            [
                "r = R: share of all images that are certified with the right class and a radius of at least R; "
                    + "abstentions and wrong classes count as failures. [low, high]: 95 % Clopper-Pearson interval over images.",
                "ACR: mean certified radius over all images, 0 for abstentions and wrong classes. wrong: certified, but not the label.",
                "ceiling: largest radius that N unanimous votes certify at this alpha and sigma. Radii are L2, in pixel units of [0,1].",
            ]);
    }

    private static double[] Grid(double ceiling) =>
        [.. Enumerable.Range(0, (int)Math.Floor(ceiling / Step) + 1).Select(i => i * Step)];

    private static IReadOnlyList<Cell> Row(RunCells start, IReadOnlyList<double> radii)
    {
        IReadOnlyList<CertifyRecord> records = start.Run.Of<CertifyRecord>();
        CertifyRecord[] correct = [.. records.Where(r => r.Correct)];
        return
        [
            .. start.Cells(),
            .. radii.Select(radius => new ProportionCell(correct.Count(r => r.Radius >= radius), records.Count)),
            records.Count == 0 ? new EmptyCell() : new NumberCell(correct.Sum(r => r.Radius) / records.Count),
            new CountCell(records.Count(r => r.Verdict == VerdictKind.Abstained)),
            new CountCell(records.Count(r => r.Verdict == VerdictKind.Certified && !r.Correct)),
        ];
    }
}
