using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Records.Tables;

/// <summary>What every row about a smoothing run begins with: the run, its settings, and the ceiling that they allow.</summary>
internal sealed record RunCells(StoredRun Run, double? Sigma, long? N0, long? N, double? Alpha, bool Sequential = false, long? Pairs = null)
{
    public static IReadOnlyList<Column<RunCells>> Columns { get; } =
    [
        new("run", "run", start => Cells.Text(Name(start.Run))), new("key", "key", start => Cells.Text(start.Run.Manifest.Key)),
        new("images", "images", start => Cells.Count(start.Run.Records.Count)), new("sigma", "sigma", start => Cells.Setting(start.Sigma)),
        new("n0", "n0", start => Cells.Setting(start.N0)), new("n", "N", start => Cells.Setting(start.N)),
        new("alpha", "alpha", start => Cells.Setting(start.Alpha)), new("ceiling", "ceiling", start => Cells.Number(start.Ceiling)),
    ];

    /// <summary>The largest radius that N unanimous votes certify; less where they may stop at any of them, or are a stand-in's.</summary>
    public double? Ceiling => N is not long n ? null : Pairs is long pairs ? MixedVotes.Ceiling(n, pairs, Alpha!.Value, Sigma!.Value) : Sequential
        ? SmoothingRadius.SequentialCeiling(n, Alpha!.Value, Sigma!.Value) : SmoothingRadius.Ceiling(n, Alpha!.Value, Sigma!.Value);

    /// <summary>Of a run of certify records.</summary>
    /// <exception cref="RecordFormatException">The records of one run were made with different settings.</exception>
    public static RunCells Of(StoredRun run)
    {
        IReadOnlyList<CertifyRecord> records = run.Of<CertifyRecord>();
        if (records.Select(r => r.Sequential is not null).Distinct().Count() > 1)
            throw new RecordFormatException($"{run.Directory}: some records are sequential and some are not.");
        if (records.Select(r => r.Mixed?.Pairs).Distinct().Count() > 1)
            throw new RecordFormatException($"{run.Directory}: records of one run have different numbers of pairs.");
        return Of(run, records.Select(r => (r.Sigma, r.N0, r.N, r.Alpha))) with
        {
            Sequential = records.Count > 0 && records[0].Sequential is not null,
            Pairs = records.Count > 0 ? records[0].Mixed?.Pairs : null,
        };
    }

    /// <summary>The radii that the run decided about; empty for a run whose radii are estimates, valid everywhere.</summary>
    /// <exception cref="RecordFormatException">The records of one run were asked about different radii.</exception>
    public IReadOnlyList<double> Decided()
    {
        IReadOnlyList<CertifyRecord> records = Run.Of<CertifyRecord>();
        double[] radii = records.Count == 0 ? [] : Radii(records[0]);
        return records.All(r => Radii(r).SequenceEqual(radii)) ? radii
            : throw new RecordFormatException($"{Run.Directory}: records of one run were asked about different radii.");

        static double[] Radii(CertifyRecord record) => [.. record.Sequential?.Decisions.Select(d => d.Radius) ?? []];
    }

    public static string Name(StoredRun run) => Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Directory));

    /// <exception cref="RecordFormatException">The records of one run were made with different settings.</exception>
    public static RunCells Of(StoredRun run, IEnumerable<(double Sigma, long N0, long N, double Alpha)> settings)
    {
        var distinct = settings.Distinct().ToList();
        return distinct.Count switch
        {
            0 => new(run, null, null, null, null),
            1 => new(run, distinct[0].Sigma, distinct[0].N0, distinct[0].N, distinct[0].Alpha),
            _ => throw new RecordFormatException(string.Create(CultureInfo.InvariantCulture,
                $"{run.Directory}: records of one run have different settings: {distinct[0]} and {distinct[1]}.")),
        };
    }

    /// <summary>A warning for each run that is not finished: its shares are of the images done so far.</summary>
    public static IEnumerable<string> Unfinished(IEnumerable<StoredRun> runs) => runs.Where(run => run.Missing > 0)
        .Select(run => $"UNFINISHED: {run.Directory} lacks {run.Missing} of its {run.Manifest.Items} images.");
}
