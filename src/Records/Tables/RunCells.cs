using Audit.Records.Certificates;
using Audit.Records.Runs;

namespace Audit.Records.Tables;

/// <summary>What every row about a smoothing run begins with: the run, its settings, and the ceiling they allow.</summary>
/// <param name="Votes">Settings that all its records share; null for a run without records, and for one of bounds.</param>
/// <param name="Sequential">Whether votes may have stopped before all n were drawn.</param>
internal sealed record RunCells(StoredRun Run, VoteSetting? Votes, bool Sequential = false)
{
    public NoiseModel? Noise => Votes?.Noise;

    public long? N => Votes?.N;

    public double? Alpha => Votes?.Alpha;

    public double? Ceiling => Votes?.Ceiling;

    /// <summary>The columns of <see cref="Cells"/>; the noise is named where any of the rows has another than the default.</summary>
    public static IReadOnlyList<Column> Columns(IReadOnlyList<RunCells> starts) =>
    [
        new("run", "run"), new("key", "key"), new("images", "images"), .. Named(starts) ? NoiseColumn : [], new("sigma", "sigma"), new("n0", "n0"), new("n", "N"),
        new("alpha", "alpha"), new("ceiling", "ceiling"),
    ];

    private static readonly Column[] NoiseColumn = [new("noise", "noise")];

    private static bool Named(IReadOnlyList<RunCells> starts) => starts.Any(start => start.Noise?.Written() is not null);

    /// <summary>Of a run of certify records.</summary>
    /// <exception cref="RecordFormatException">The records of one run were made with different settings.</exception>
    public static RunCells Of(StoredRun run)
    {
        IReadOnlyList<CertifyRecord> records = run.Of<CertifyRecord>();
        if (records.Select(r => r.Sequential is not null).Distinct().Count() > 1)
            throw new RecordFormatException($"{run.Directory}: some records are sequential and some are not.");
        return Of(run, records.Select(r => (VoteSetting?)r.Setting)) with { Sequential = records.Count > 0 && records[0].Sequential is not null };
    }

    /// <exception cref="RecordFormatException">The records of one run were made with different settings.</exception>
    public static RunCells Of(StoredRun run, IEnumerable<VoteSetting?> settings)
    {
        VoteSetting?[] distinct = [.. settings.Distinct()];
        return distinct.Length <= 1 ? new(run, distinct.FirstOrDefault())
            : throw new RecordFormatException($"{run.Directory}: records of one run have different settings: {distinct[0]} and {distinct[1]}.");
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

    /// <param name="starts">All rows of the table.</param>
    public IEnumerable<Cell> Cells(IReadOnlyList<RunCells> starts) =>
    [
        new TextCell(Name(Run)), new TextCell(Run.Manifest.Key), new CountCell(Run.Records.Count),
        .. Named(starts) ? (Cell[])[Noise is { } noise ? new TextCell(noise.Name) : new EmptyCell()] : [],
        Setting(Noise?.Sigma), Setting(Votes?.N0), Setting(N), Setting(Alpha), Ceiling is double c ? new NumberCell(c) : new EmptyCell(),
    ];

    /// <summary>The one norm of all radii of a table.</summary>
    /// <exception cref="RecordFormatException">Radii of different norms, which say nothing about each other.</exception>
    public static string NormOf(IEnumerable<(StoredRun Run, Norm Norm)> runs)
    {
        (StoredRun Run, Norm Norm)[] first = [.. runs.DistinctBy(r => r.Norm)];
        return first.Length <= 1 ? (first.Length == 0 ? Norm.L2 : first[0].Norm).Title()
            : throw new RecordFormatException($"{first[0].Norm.Title()} radii ({first[0].Run.Directory}) and {first[1].Norm.Title()} radii ({first[1].Run.Directory}) "
                + "cannot share a table: make one for each norm.");
    }

    /// <inheritdoc cref="NormOf(IEnumerable{ValueTuple{StoredRun, Norm}})"/>
    public static string NormOf(IEnumerable<RunCells> starts) => NormOf(starts.Where(s => s.Noise is not null).Select(s => (s.Run, s.Noise!.Norm)));

    /// <summary>A warning for each run that is not finished: its shares are of the images done so far.</summary>
    public static IEnumerable<string> Unfinished(IEnumerable<StoredRun> runs) => runs.Where(run => run.Missing > 0)
        .Select(run => $"UNFINISHED: {run.Directory} lacks {run.Missing} of its {run.Manifest.Items} images.");

    private static Cell Setting(double? value) => value is double v ? new SettingCell(v) : new EmptyCell();
}
