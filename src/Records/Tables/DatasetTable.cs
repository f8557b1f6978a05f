using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Records.Tables;

/// <summary>What a run proves about its images together and about the population they were drawn from, by radius.</summary>
public static class DatasetTable
{
    public const string Kind = "dataset";

    private sealed record Row(RunCells Start, double Radius, double Confidence)
    {
        public IReadOnlyList<CertifyRecord> Records { get; } = Start.Run.Of<CertifyRecord>();

        public long Certified => Records.Count(r => r.CorrectAt(Radius));

        public long Refuted => Records.Count(r => ImageEvidence.Refuted(r, Radius));

        public double Alpha => Start.Alpha ?? 0;

        public (double Low, double High) Population => CertifiedShare.Population(Certified, Refuted, Records.Count, Alpha,
            Confidence);
    }

    private static readonly Column<Row>[] Columns =
    [
        new("radius", "radius", row => Cells.Setting(row.Radius)),
        new("certified", "certified", row => Cells.Share(row.Certified, row.Records.Count), IsProportion: true),
        new("refuted", "refuted", row => Cells.Count(row.Refuted)),
        new("expected_false", "expected false", row => Cells.Number(row.Alpha * row.Records.Count)),
        new("of_these", "of these at least", row => row.Records.Count == 0 ? Cells.Empty
            : Cells.Count(Math.Max(0, row.Certified - CertifiedShare.MostFalse(row.Records.Count, row.Alpha, row.Confidence)))),
        new("simultaneous", "all at once", row => Cells.Count(ImageEvidence.Simultaneous(row.Records, row.Radius,
            1 - row.Confidence))),
        new("population_low", "population from", row => Cells.Number(row.Population.Low)),
        new("population_high", "to", row => Cells.Number(row.Population.High)),
    ];

    /// <param name="radii">Radii in pixel units; by default as in the certified accuracy table.</param>
    /// <param name="confidence">Of each statement by itself.</param>
    public static Table Of(IReadOnlyList<StoredRun> runs, IReadOnlyList<double>? radii = null, double confidence = 0.95)
    {
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), $"confidence must be in (0, 1), got {confidence}.");
        RunCells[] starts = [.. runs.Select(RunCells.Of)];
        _ = RunCells.NormOf(starts);
        return Table.Of($"Certified accuracy as a statement about all images, confidence {Digits.Full(confidence)}",
            [.. RunCells.Columns(starts).Select(column => column.From<Row>(row => row.Start)), .. Columns],
            starts.SelectMany(start => Radii(start, radii).Select(radius => new Row(start, radius, confidence))),
            [.. RunCells.Warnings(runs)],
            [
                "certified: certified with the right class and a radius of at least R, each with its own alpha; [low, high] "
                    + "counts image sampling "
                    + "only. refuted: shown not to be robust at R (at most p0 for the label, or certified for another class).",
                "expected false: alpha times the images, a bound on the expected number of false certificates. of these at "
                    + "least: this many of these "
                    + "very images are robust at R, false certificates allowed for.",
                "all at once: certified for their label by Holm's procedure, any false one with probability at most 1 - "
                    + "confidence.",
                "population: interval for the share of robust images where these images were drawn from, if independently; it "
                    + "allows for image "
                    + "sampling and for alpha on both sides. Each row is a statement by itself.",
            ]);
    }

    private static IReadOnlyList<double> Radii(RunCells start, IReadOnlyList<double>? radii)
    {
        IReadOnlyList<double> decided = start.Decided();
        return radii is null ? RadiusGrid.Of([start]) : [.. radii.Where(r => decided.Count == 0 || decided.Contains(r))];
    }
}
