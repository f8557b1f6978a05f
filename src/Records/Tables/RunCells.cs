using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>What every row about a smoothing run begins with: the run, its settings, and the ceiling that they allow.</summary>
/// <param name="Votes">Settings that all its records share; null for a run without records, and for one of bounds.</param>
/// <param name="Sequential">Whether votes may have stopped before all n were drawn.</param>
internal sealed record RunCells(StoredRun Run, VoteSetting? Votes, bool Sequential = false)
{
    public NoiseModel? Noise => Votes?.Noise;

    public long? N => Votes?.N;

    public double? Alpha => Votes?.Alpha;

    public double? Ceiling => Votes?.Ceiling;

    /// <summary>The first columns; the noise is named where any of the rows has another than the default.</summary>
    public static IReadOnlyList<Column<RunCells>> Columns(IEnumerable<RunCells> starts) =>
    [
        new("run", "run", start => Cells.Text(Name(start.Run))), new("key", "key", start => Cells.Text(start.Run.Manifest.Key)),
        new("images", "images", start => Cells.Count(start.Run.Records.Count)),
        .. starts.Any(start => start.Noise?.Written() is not null) ? NoiseColumn : [],
        new("sigma", "sigma", start => Cells.Setting(start.Noise?.Sigma)),
        new("n0", "n0", start => Cells.Setting(start.Votes?.N0)), new("n", "N", start => Cells.Setting(start.N)),
        new("alpha", "alpha", start => Cells.Setting(start.Alpha)),
            new("ceiling", "ceiling", start => Cells.Number(start.Ceiling)),
    ];

    private static readonly Column<RunCells>[] NoiseColumn = [new("noise", "noise", start => Cells.Text(start.Noise?.Name))];

    /// <summary>Of a run of certify records.</summary>
    /// <exception cref="RecordFormatException">The records of one run were made with different settings.</exception>
    public static RunCells Of(StoredRun run)
    {
        IReadOnlyList<CertifyRecord> records = run.Of<CertifyRecord>();
        if (records.Select(r => r.Sequential is not null).Distinct().Count() > 1)
            throw new RecordFormatException($"{run.Directory}: some records are sequential and some are not.");
        return Of(run, records.Select(r => (VoteSetting?)r.Setting)) with
        {
            Sequential = records.Count > 0
            && records[0].Sequential is not null
        };
    }

    /// <exception cref="RecordFormatException">The records of one run were made with different settings.</exception>
    public static RunCells Of(StoredRun run, IEnumerable<VoteSetting?> settings)
    {
        VoteSetting?[] distinct = [.. settings.Distinct()];
        return distinct.Length <= 1 ? new(run, distinct.FirstOrDefault())
            : throw new RecordFormatException(
            $"{run.Directory}: records of one run have different settings: {distinct[0]} and {distinct[1]}.");
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

    public static string Name(StoredRun run) => run.Name;

    /// <summary>The one norm of all radii of a table.</summary>
    /// <exception cref="RecordFormatException">Radii of different norms, which say nothing about each other.</exception>
    public static string NormOf(IEnumerable<(StoredRun Run, Norm Norm)> runs)
    {
        (StoredRun Run, Norm Norm)[] first = [.. runs.DistinctBy(r => r.Norm)];
        return first.Length <= 1 ? (first.Length == 0 ? Norm.L2 : first[0].Norm).Title()
            : throw new RecordFormatException(
            $"{first[0].Norm.Title()} radii ({first[0].Run.Directory}) and {first[1].Norm.Title()} radii "
            + $"({first[1].Run.Directory}) "
                + "cannot share a table: make one for each norm.");
    }

    /// <inheritdoc cref="NormOf(IEnumerable{ValueTuple{StoredRun, Norm}})"/>
    public static string NormOf(IEnumerable<RunCells> starts) =>
        NormOf(starts.Where(s => s.Noise is not null).Select(s => (s.Run, s.Noise!.Norm)));

    /// <summary>A warning for each run that is not finished (its shares are of the images done so far), and for each whose lines
    /// are not chained.</summary>
    public static IEnumerable<string> Warnings(IEnumerable<StoredRun> runs) =>
    [
        .. runs.Where(run => run.Missing > 0)
        .Select(run => $"UNFINISHED: {run.Directory} lacks {run.Missing} of its {run.Manifest.Items} images."),
        .. runs.Select(run => run.Doubt).OfType<string>().Select(doubt => $"UNCHAINED: {doubt}."),
    ];
}
