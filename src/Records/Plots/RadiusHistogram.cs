using System.Globalization;
using System.Text;
using Audit.Inputs;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>Distribution of certified radii: natural against spoofed, or right against wrong for a certify run.</summary>
/// <param name="Series">Name and certified radii of each distribution; abstentions are left out and counted in the name.</param>
/// <param name="Ceiling">Largest radius that the votes allow; of bounds, which have no ceiling, the largest there is.</param>
/// <param name="Measure">What is shown of a certificate.</param>
/// <param name="IsCeiling">Whether votes set a ceiling.</param>
public sealed record RadiusHistogram(IReadOnlyList<(string Name, double[] Radii)> Series, double Ceiling,
    string Measure = "L2 radius (pixel units)", bool IsCeiling = true) : Figure
{
    public const string Kind = "radius-histogram";
    private const int Bins = 24;

    /// <summary>Right end of the axis; null for the ceiling.</summary>
    public double? XMax { get; init; }

    /// <summary>Data set and images.</summary>
    public string About { get; init; } = "";

    public override (int Width, int Height) Size => Look.Size(640, 0.5, 6 + 1.3 * Legend.Lines);

    private double End => XMax ?? Ceiling * 1.02;

    private Legend Legend => new(Look, Look.Across(640),
        [.. Series.Select(s => s.Name), .. Ceilings.Any ? [Ceilings.Name] : (string[])[]], About);

    private Ceilings Ceilings => new(Look, Look.Across(640), End, IsCeiling ? [(Ceiling, Style.Grey)] : []);

    /// <exception cref="RecordFormatException">The run is empty or holds other records.</exception>
    public static RadiusHistogram Of(StoredRun run) => Drawn(run) with
    {
        About = $"{run.Name}: {Legend.Data(run.Manifest.Question["data"]?.ToString(), run.Records.Count)}",
    };

    private static RadiusHistogram Drawn(StoredRun run)
    {
        int images = run.Records.Count;
        if (images == 0)
            throw new RecordFormatException($"{run.Directory} holds no records to draw.");
        if (run.Records[0] is CertifyRecord first)
        {
            CertifyRecord[] certified = [.. run.Of<CertifyRecord>().Where(r => r.Verdict == VerdictKind.Certified)];
            return new([Named("right class", images, [.. certified.Where(r => r.Correct).Select(r => r.Radius)]),
                Named("wrong class", images, [.. certified.Where(r => !r.Correct).Select(r => r.Radius)])],
                first.Ceiling, Radius(first.Model.Norm));
        }

        if (run.Records[0] is BoundRecord bound)
        {
            BoundRecord[] certified = [.. run.Of<BoundRecord>().Where(r => r.Verdict == VerdictKind.Certified)];
            if (bound.Epsilon is not null || certified.Length == 0)
                throw new RecordFormatException(
                    $"{run.Directory}: {(certified.Length == 0 ? "nothing was certified" : "the run asked about one epsilon, so "
                    + "there are no radii to draw: certify with --radius")}.");
            return new([Named("right class", images, [.. certified.Where(r => r.Correct).Select(r => r.Radius)]),
                Named("wrong class", images, [.. certified.Where(r => !r.Correct).Select(r => r.Radius)])],
                certified.Max(r => r.Radius), Radius(Norms.Of(bound.Norm)), IsCeiling: false);
        }

        if (run.Records[0] is AttackRecord)
            return OfAttack(run.Of<AttackRecord>());

        IReadOnlyList<ISpoof> spoofs = run.Spoofs();
        double[] natural = [.. spoofs.Where(r => r.NaturalSide.IsCertified).Select(r => r.NaturalSide.Strength)];
        double[] spoofed = [.. spoofs.Where(r => r is { Spoofed: true, AlreadyWrong: false })
            .Select(r => r.SpoofSide.Strength)];
        IReadOnlyList<(string, double[])> series = [Named("natural, certified", images, natural),
            Named("spoofed", spoofs.Count(r => !r.AlreadyWrong), spoofed)];
        if (spoofs[0].Setting is { Votes: VoteSetting votes, Norm: Norm norm })
            return new(series, votes.Ceiling, Radius(norm));
        // All regions have one size: what tells certificates apart is how far the margin is from 0.
        return new(series, natural.Concat(spoofed).DefaultIfEmpty(1).Max(),
            $"margin (logits), {spoofs[0].Setting.Norm.Title()} epsilon {Short(spoofs[0].Setting.Epsilon ?? 0)}",
            IsCeiling: false);
    }

    /// <summary>Sizes of the changes that succeeded.</summary>
    private static RadiusHistogram OfAttack(IReadOnlyList<AttackRecord> records)
    {
        double[] sizes = [.. records.Where(r => r is { CleanCorrect: true, Success: true }).Select(r => r.Size)];
        double most = sizes.Append(records[0].Epsilon ?? 0).Max();
        return new([Named($"misclassified after {records[0].Attack}", records.Count(r => r.CleanCorrect), sizes)],
            most > 0 ? most : 1, $"{records[0].Norm.Title()} size of the change (pixel units)", IsCeiling: false)
        { Verb = "" };
    }

    /// <summary>8/255, 0.1; four digits of a number that has no short form.</summary>
    private static string Short(double value) => Numbers.Size(value) is { Length: <= 8 } text ? text
        : value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Before the measure, on the axis.</summary>
    private string Verb { get; init; } = "certified ";

    private static string Radius(Norm norm) => $"{norm.Title()} radius (pixel units)";

    public override string Csv()
    {
        StringBuilder text = new("bin_low,bin_high");
        foreach ((string name, _) in Series)
            text.Append(CultureInfo.InvariantCulture, $",\"{name}\"");
        text.Append('\n');
        double width = Ceiling / Bins;
        for (int i = 0; i < Bins; i++)
        {
            text.Append(Style.Number(i * width)).Append(',').Append(Style.Number((i + 1) * width));
            foreach ((_, double[] radii) in Series)
                text.Append(',').Append(InBin(radii, i));
            text.Append('\n');
        }

        return text.ToString();
    }

    public override string Script(string csv, string folder) => $"""
        {Style.Axes}
        {Look.TitleLine}
        {(Look.HeadLines > 0 && Ceilings.Any ? "set title offset 0, 0.7" : "")}
        {Legend.Script}
        set xrange [0:{Style.Number(End)}]
        set yrange [0:*]
        set offsets 0, 0, graph 0.06, 0
        set xlabel '{Verb}{Measure}'
        set ylabel 'images'
        {(Tallest < 10 ? "set ytics 1" : "")}
        {Ceilings.Script}
        plot {string.Join(", \\\n  ", Series.Select((series, i) => $"{Gnuplot.Quote(csv)} using (($1+$2)/2):{i + 3}:($2-$1) skip 1 "
            + $"with boxes fs transparent solid 0.35 border rgb '{Style.Palette[i]}' lc rgb '{Style.Palette[i]}' title {Gnuplot.Quote(series.Name)}"))}{(Ceilings.Any ? $", \\\n  {Ceilings.Entry}" : "")}
        """;

    /// <summary>Images in the fullest bin; few need a tick each, so that none stands at half an image.</summary>
    private int Tallest => Series.Max(series => Enumerable.Range(0, Bins).Max(i => InBin(series.Radii, i)));

    private int InBin(double[] radii, int bin) => radii.Count(r => Math.Min((int)(r * Bins / Ceiling), Bins - 1) == bin);

    private static (string, double[]) Named(string name, int images, double[] radii) =>
        (string.Create(CultureInfo.InvariantCulture, $"{name} ({radii.Length} of {images})"), radii);
}
