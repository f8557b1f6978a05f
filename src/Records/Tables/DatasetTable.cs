using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Records.Tables;

/// <summary>What a run proves about its images together and about the population they were drawn from, by radius.</summary>
public static class DatasetTable
{
    public const string Kind = "dataset";

    private static readonly Column[] Columns =
    [
        .. RunCells.Columns,
        new("radius", "radius"), new("certified", "certified", IsProportion: true), new("refuted", "refuted"),
        new("expected_false", "expected false"), new("of_these", "of these at least"), new("simultaneous", "all at once"),
        new("population_low", "population from"), new("population_high", "to"),
    ];

    /// <param name="radii">L2 radii in pixel units; by default as in the certified accuracy table.</param>
    /// <param name="confidence">Of each statement by itself.</param>
    public static Table Of(IReadOnlyList<StoredRun> runs, IReadOnlyList<double>? radii = null, double confidence = 0.95)
    {
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), $"confidence must be in (0, 1), got {confidence}.");
        RunCells[] starts = [.. runs.Select(RunCells.Of)];
        return new($"Certified accuracy as a statement about all images, confidence {Digits.Full(confidence)}", Columns,
            [.. starts.SelectMany(start => Radii(start, radii).Select(radius => Row(start, radius, confidence)))],
            [.. RunCells.Warnings(runs)],
            [
                "certified: certified with the right class and a radius of at least R, each with its own alpha; [low, high] counts image sampling "
                    + "only. refuted: shown not to be robust at R (at most p0 for the label, or certified for another class).",
                "expected false: alpha times the images, a bound on the expected number of false certificates. of these at least: so many of these "
                    + "very images are robust at R, false certificates allowed for.",
                "all at once: certified for their label by Holm's procedure, any false one with probability at most 1 - confidence.",
                "population: interval for the share of robust images where these images were drawn from, if independently; it allows for image "
                    + "sampling and for alpha on both sides. Each row is a statement by itself.",
            ]);
    }

    private static IReadOnlyList<double> Radii(RunCells start, IReadOnlyList<double>? radii)
    {
        IReadOnlyList<double> decided = start.Decided();
        return radii is null ? RadiusGrid.Of([start]) : [.. radii.Where(r => decided.Count == 0 || decided.Contains(r))];
    }

    private static IReadOnlyList<Cell> Row(RunCells start, double radius, double confidence)
    {
        IReadOnlyList<CertifyRecord> records = start.Run.Of<CertifyRecord>();
        long certified = records.Count(r => r.CorrectAt(radius)), refuted = records.Count(r => ImageEvidence.Refuted(r, radius));
        double alpha = start.Alpha ?? 0;
        (double low, double high) = CertifiedShare.Population(certified, refuted, records.Count, alpha, confidence);
        return
        [
            .. start.Cells(), new SettingCell(radius), new ProportionCell(certified, records.Count), new CountCell(refuted),
            new NumberCell(alpha * records.Count),
            records.Count == 0 ? new EmptyCell()
                : new CountCell(Math.Max(0, certified - CertifiedShare.MostFalse(records.Count, alpha, confidence))),
            ImageEvidence.Simultaneous(records, radius, 1 - confidence) is long count ? new CountCell(count) : new EmptyCell(),
            new NumberCell(low), new NumberCell(high),
        ];
    }
}
