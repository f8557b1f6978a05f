using Audit.Records.Runs;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Certified accuracy by radius, one row a run (Cohen et al. 2019, tables 2 and 3), with what it leaves out.</summary>
public static class CertifiedAccuracyTable
{
    public const string Kind = "certified-accuracy";

    /// <param name="radii">L2 radii in pixel units; by default what the runs decided about and, for other runs, 0, 0.25, ... up to
    /// the largest ceiling.</param>
    /// <param name="simultaneous">Probability with which any certificate counted in a column may be wrong (Holm over the
    /// images); null for each certificate's own alpha.</param>
    public static Table Of(IReadOnlyList<StoredRun> runs, IReadOnlyList<double>? radii = null, double? simultaneous = null)
    {
        RunCells[] starts = [.. runs.Select(RunCells.Of)];
        bool sequential = starts.Any(start => start.Sequential);
        radii ??= RadiusGrid.Of(starts);
        Column[] columns =
        [
            .. RunCells.Columns,
            .. radii.Select(r => new Column($"certified_at_{Digits.Full(r)}", $"r = {Digits.Full(r)}", IsProportion: true)),
            new("acr", "ACR"), new("abstained", "abstained"), new("wrong", "wrong"),
            .. sequential ? SampleColumns : [],
        ];
        return new(simultaneous is double family
            ? $"Certified accuracy by L2 radius, all images at once with error {Digits.Full(family)}" : "Certified accuracy by L2 radius",
            columns, [.. starts.Select(start => (IReadOnlyList<Cell>)[.. Row(start, radii, simultaneous), .. sequential ? Samples(start) : []])],
            [.. RunCells.Warnings(runs)],
            [
                "r = R: share of all images that are certified with the right class and a radius of at least R; "
                    + "abstentions and wrong classes count as failures. [low, high]: 95 % Clopper-Pearson interval over images.",
                "ACR: mean certified radius over all images, 0 for abstentions and wrong classes. wrong: certified, but not the label.",
                "ceiling: largest radius that N unanimous votes certify at this alpha and sigma. Radii are L2, in pixel units of [0,1].",
                .. sequential ? SampleNotes : [],
                .. simultaneous is null ? (string[])[] : ["all images at once: of the certificates counted in one column, any is wrong with at most the "
                    + "probability in the title (Holm's procedure over the images whose selected class is the label). A sequential run stops as soon as "
                    + "its own alpha is reached: give it the probability over the number of images."],
            ]);
    }

    private static readonly Column[] SampleColumns =
        [new("undecided", "undecided"), new("samples_mean", "mean samples"), new("samples_median", "median samples"), new("saving", "saving")];

    private static readonly string[] SampleNotes =
    [
        "-: a run that decided about some radii (--decide) says nothing of others, and has no ACR. undecided: images with a radius that "
            + "is neither certified nor shown not to be certifiable; they count as failures there.",
        "samples: estimation samples drawn an image, the n0 selection samples not counted. saving: N over their mean.",
    ];

    private static IReadOnlyList<Cell> Row(RunCells start, IReadOnlyList<double> radii, double? simultaneous)
    {
        IReadOnlyList<CertifyRecord> records = start.Run.Of<CertifyRecord>();
        IReadOnlyList<double> decided = start.Decided();
        return
        [
            .. start.Cells(),
            .. radii.Select(radius => decided.Count > 0 && !decided.Contains(radius) ? new EmptyCell() : Share(records, radius, simultaneous)),
            records.Count == 0 || decided.Count > 0 ? new EmptyCell()
                : new NumberCell(records.Where(r => r.Correct).Sum(r => r.Radius) / records.Count),
            new CountCell(records.Count(r => r.Verdict == VerdictKind.Abstained)),
            new CountCell(records.Count(r => r.Verdict == VerdictKind.Certified && !r.Correct)),
        ];
    }

    private static Cell Share(IReadOnlyList<CertifyRecord> records, double radius, double? simultaneous)
    {
        if (simultaneous is not double family)
            return new ProportionCell(records.Count(r => r.CorrectAt(radius)), records.Count);
        return ImageEvidence.Simultaneous(records, radius, family) is long count ? new ProportionCell(count, records.Count) : new EmptyCell();
    }

    private static Cell[] Samples(RunCells start)
    {
        IReadOnlyList<CertifyRecord> records = start.Run.Of<CertifyRecord>();
        double[] samples = [.. records.Select(r => (double)r.Samples).Order()];
        if (samples.Length == 0)
            return [new EmptyCell(), new EmptyCell(), new EmptyCell(), new EmptyCell()];
        double mean = ArrayStatistics.Mean(samples);
        return
        [
            start.Decided().Count == 0 ? new EmptyCell() : new CountCell(records.Count(r => r.Undecided)),
            new NumberCell(mean), new NumberCell(SortedArrayStatistics.Median(samples)),
            mean == 0 ? new EmptyCell() : new NumberCell(start.N!.Value / mean),
        ];
    }
}
