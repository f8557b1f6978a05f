using Audit.Records.Items;
using Audit.Records.Runs;
using MathNet.Numerics.Statistics;

namespace Audit.Records.Tables;

/// <summary>Certified accuracy by radius, one row a run (Cohen et al. 2019, tables 2 and 3), with what it leaves out.</summary>
public static class CertifiedAccuracyTable
{
    public const string Kind = "certified-accuracy";

    /// <param name="radii">Radii in pixel units; by default what the runs decided about and, for other runs, 0, 0.25, ... up to
    /// the largest ceiling.</param>
    /// <param name="simultaneous">Probability with which any certificate counted in a column may be wrong (Holm over the
    /// images); null for each certificate's own alpha.</param>
    public static Table Of(IReadOnlyList<StoredRun> runs, IReadOnlyList<double>? radii = null, double? simultaneous = null)
    {
        RunCells[] starts = [.. runs.Select(RunCells.Of)];
        bool sequential = starts.Any(start => start.Sequential);
        string norm = RunCells.NormOf(starts);
        radii ??= RadiusGrid.Of(starts);
        Column<RunCells>[] columns =
        [
            .. RunCells.Columns(starts),
            .. radii.Select(r => new Column<RunCells>($"certified_at_{Digits.Full(r)}", $"r = {Digits.Full(r)}", start =>
            Share(start, r, simultaneous), IsProportion: true)),
            .. Totals,
            .. sequential ? SampleColumns : [],
        ];
        return Table.Of(simultaneous is double family
            ? $"Certified accuracy by {norm} radius, all images at once with error {Digits.Full(family)}"
            : $"Certified accuracy by {norm} radius",
            columns, starts,
            [.. RunCells.Warnings(runs)],
            [
                "r = R: share of all images that are certified with the right class and a radius of at least R; "
                    + "abstentions and wrong classes count as failures. [low, high]: 95 % Clopper-Pearson interval over images.",
                "ACR: mean certified radius over all images, 0 for abstentions and wrong classes. wrong: certified, but not the "
                    + "label.",
                $"ceiling: largest radius that N unanimous votes certify at this alpha and sigma. Radii are {norm}, in pixel "
                    + $"units of [0,1].",
                .. sequential ? SampleNotes : [],
                .. simultaneous is null ? (string[])[]
                : ["all images at once: of the certificates counted in one column, any is wrong with at most the "
                    + "probability in the title (Holm's procedure over the images whose selected class is the label). A "
                    + "sequential run stops as soon as "
                    + "its own alpha is reached: give it the probability over the number of images."],
            ]);
    }

    private static readonly Column<RunCells>[] Totals =
    [
        new("acr", "ACR", start => start.Run.Records.Count == 0 || start.Decided().Count > 0 ? Cells.Empty
            : Cells.Number(Records(start).Where(r => r.Correct).Sum(r => r.Radius) / start.Run.Records.Count)),
        new("abstained", "abstained", start => Cells.Count(Records(start).Count(r => r.Verdict == VerdictKind.Abstained))),
        new("wrong", "wrong", start => Cells.Count(Records(start).Count(r => r.Verdict == VerdictKind.Certified && !r.Correct))),
    ];

    private static readonly Column<RunCells>[] SampleColumns =
    [
        new("undecided", "undecided", start => start.Decided().Count == 0 ? Cells.Empty
            : Cells.Count(Records(start).Count(r => r.Undecided))),
        new("samples_mean", "mean samples", start => Cells.Statistic(Samples(start), ArrayStatistics.Mean)),
        new("samples_median", "median samples", start => Cells.Statistic(Samples(start), SortedArrayStatistics.Median)),
        new("saving", "saving", start => Samples(start) is { Length: > 0 } samples && ArrayStatistics.Mean(samples) is > 0
            and double mean
            ? Cells.Number(start.N!.Value / mean) : Cells.Empty),
    ];

    private static readonly string[] SampleNotes =
    [
        "-: a run that decided about some radii (--decide) says nothing of others, and has no ACR. undecided: images with a "
            + "radius that "
            + "is neither certified nor shown not to be certifiable; they count as failures there.",
        "samples: estimation samples drawn an image, the n0 selection samples not counted. saving: N over their mean.",
    ];

    private static Cell Share(RunCells start, double radius, double? simultaneous)
    {
        IReadOnlyList<CertifyRecord> records = Records(start);
        IReadOnlyList<double> decided = start.Decided();
        if (decided.Count > 0 && !decided.Contains(radius))
            return Cells.Empty;
        if (simultaneous is not double family)
            return Cells.Share(records.Count(r => r.CorrectAt(radius)), records.Count);
        return ImageEvidence.Simultaneous(records, radius, family) is long count ? Cells.Share(count, records.Count)
            : Cells.Empty;
    }

    private static double[] Samples(RunCells start) => [.. Records(start).Select(r => (double)r.Samples).Order()];

    private static IReadOnlyList<CertifyRecord> Records(RunCells start) => start.Run.Of<CertifyRecord>();
}
