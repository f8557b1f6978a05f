using System.Globalization;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>Certified accuracy by radius, one curve a run with its 95 % band; each run's ceiling is marked.</summary>
/// <remarks>
/// A run that only decided about some radii stopped sampling once they were settled. Its curve is exact there and a lower bound
/// elsewhere, so the legend names those radii.
/// </remarks>
/// <param name="Norm">What radii are measured in.</param>
public sealed record CertifiedAccuracyCurve(IReadOnlyList<CertifiedAccuracyCurve.Curve> Curves, string Norm = "L2") : Figure
{
    public const string Kind = "certified-accuracy";

    /// <summary>Right end of the axis; null for the largest ceiling.</summary>
    public double? XMax { get; init; }

    /// <summary>Published numbers, as points.</summary>
    public IReadOnlyList<PublishedAccuracy> Published { get; init; } = [];

    public override (int Width, int Height) Size => Look.Size(640, 0.5, 6 + 1.3 * Legend.Lines);

    private double Largest => Math.Min(XMax ?? double.PositiveInfinity, Curves.Max(curve => curve.Ceiling));

    private double End => XMax ?? Largest * 1.02;

    private Legend Legend => new(Look, Look.Across(640),
        [.. Names, .. Published.Select(p => p.Name), .. Ceilings.Any ? [Ceilings.Name] : (string[])[]]);

    private string[] Names => [.. Curves.Select(c => c.Name)];

    private Ceilings Ceilings => new(Look, Look.Across(640), End,
        [.. Curves.Select((c, i) => (c.Ceiling, c.IsCeiling, Colour: ShareCurves.Colour(i))).Where(c => c.IsCeiling)
            .Select(c => (c.Ceiling, c.Colour))]);

    /// <exception cref="RecordFormatException">A run is empty or holds other records, or the runs measure radii
    /// differently.</exception>
    public static CertifiedAccuracyCurve Of(IReadOnlyList<StoredRun> runs, string? reference = null)
    {
        if (runs.FirstOrDefault(run => run.Records.Count == 0) is { } empty)
            throw new RecordFormatException($"{empty.Directory} holds no records to draw.");
        string[] norms = [.. runs.Select(run => (run.Records[0] is BoundRecord bound ? Norms.Of(bound.Norm)
            : run.Of<CertifyRecord>()[0].Model.Norm).Title()).Distinct()];
        if (norms.Length > 1)
            throw new RecordFormatException($"{norms[0]} and {norms[1]} radii cannot share a figure: draw the runs apart.");
        return new([.. runs.Select(run => run.Records[0] is BoundRecord ? OfBounds(run) : OfVotes(run))], norms[0])
        {
            Published = reference is null ? [] : PublishedAccuracy.Of(reference, DataOf(runs),
                runs.SelectMany(run => run.Records.OfType<CertifyRecord>().Take(1)).Select(r => r.Sigma)),
        };
    }

    /// <summary>The one data set of the runs, without the folder that it lies in; null where they differ.</summary>
    private static string? DataOf(IReadOnlyList<StoredRun> runs)
    {
        string?[] data = [.. runs.Select(run => run.Manifest.Question["data"]?.ToString().Split(':')[0]).Distinct()];
        return data.Length == 1 ? data[0] : null;
    }

    private static string Data(StoredRun run) =>
        Legend.Data(run.Manifest.Question["data"]?.ToString(), run.Records.Count);

    private static Curve OfBounds(StoredRun run)
    {
        IReadOnlyList<BoundRecord> records = run.Of<BoundRecord>();
        if (records[0].Epsilon is not null)
            throw new RecordFormatException(
                $"{run.Directory}: the run asked about one epsilon, so there are no radii to draw: certify with --radius.");
        return new Curve($"{run.Name} ({Data(run)}, {run.Manifest.Question["method"]})",
            [.. records.Where(r => r.Correct).Select(r => r.Radius)],
            records.Count,
            records.Max(r => r.Radius), IsCeiling: false);
    }

    private static Curve OfVotes(StoredRun run)
    {
        IReadOnlyList<CertifyRecord> records = run.Of<CertifyRecord>();
        CertifyRecord first = records[0];
        return new Curve(string.Create(CultureInfo.InvariantCulture,
            $"{run.Name} ({Data(run)}, {(first.Noise is null ? "" : first.Noise + ", ")}σ = {first.Sigma}, "
                + $"N = {first.N}{Decided(first)})"),
            [.. records.Where(r => r.Correct).Select(r => r.Radius)], records.Count, first.Ceiling);
    }

    private static string Decided(CertifyRecord record) => record.Sequential is { Decisions: { Count: > 0 } decisions }
        ? "; decided at " + string.Join(" ", decisions.Select(d => Style.Number(d.Radius))) : "";

    public override string Csv() => ShareCurves.Csv("radius", Names, Largest, (i, radius) => Curves[i].At(radius));

    public override string Script(string csv, string folder) => $"""
        {Style.Axes}
        {Look.TitleLine}
        {(Look.HeadLines > 0 && Ceilings.Any ? "set title offset 0, 0.7" : "")}
        {Legend.Script}
        set xrange [0:{Style.Number(End)}]
        set yrange [0:1]
        set xlabel 'certified {Norm} radius (pixel units)'
        set ylabel 'certified accuracy'
        {Ceilings.Script}
        {string.Join("\n", Published.Select((p, i) => Block(p, i)))}
        plot {string.Join(", \\\n  ", Parts(csv))}
        """;

    /// <summary>Bands, curves, published points, and the ceilings' line in the legend.</summary>
    private IEnumerable<string> Parts(string csv) =>
    [
        .. ShareCurves.Parts(csv, Names),
        .. Published.Select((p, i) => $"$published{i} using 1:2 with points pt {5 + 2 * i} ps 0.7 lc rgb '#222222' "
            + $"title {Gnuplot.Quote(p.Name)}"),
        .. Ceilings.Any ? [Ceilings.Entry] : (string[])[],
    ];

    /// <summary>Points that are in no run's data.</summary>
    private static string Block(PublishedAccuracy published, int i)
    {
        var lines = published.Points.Select(p => $"{Style.Number(p.Radius)},{Style.Number(p.Share)}\n");
        return $"$published{i} << EOD\n{string.Concat(lines)}EOD";
    }

    /// <param name="Name">Legend.</param>
    /// <param name="Radii">Radii of the images that are certified with the right class.</param>
    /// <param name="Images">All images of the run.</param>
    /// <param name="Ceiling">Largest radius that the votes allow; of bounds, the largest there is.</param>
    /// <param name="IsCeiling">Whether votes set a ceiling.</param>
    public sealed record Curve(string Name, double[] Radii, int Images, double Ceiling, bool IsCeiling = true)
    {
        /// <summary>Share and interval at a radius as CSV cells; empty beyond the ceiling, where nothing could be
        /// certified.</summary>
        internal string At(double radius)
        {
            if (radius > Ceiling)
                return ",,";
            return ShareCurves.Cells(Radii.Count(r => r >= radius), Images);
        }
    }
}
