using System.Globalization;
using System.Text;
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

    public override (int Width, int Height) Size => (640, 400);

    /// <exception cref="RecordFormatException">The run is empty or holds other records.</exception>
    public static RadiusHistogram Of(StoredRun run)
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

        IReadOnlyList<ISpoof> spoofs = run.Spoofs();
        double[] natural = [.. spoofs.Where(r => r.NaturalSide.IsCertified).Select(r => r.NaturalSide.Strength)];
        double[] spoofed = [.. spoofs.Where(r => r.Spoofed).Select(r => r.SpoofSide.Strength)];
        IReadOnlyList<(string, double[])> series = [Named("natural, certified", images, natural),
            Named("spoofed, wrong class", images, spoofed)];
        if (spoofs[0].Setting is { Votes: VoteSetting votes, Norm: Norm norm })
            return new(series, votes.Ceiling, Radius(norm));
        // All regions have one size: what tells certificates apart is how far the margin is from 0.
        return new(series, natural.Concat(spoofed).DefaultIfEmpty(1).Max(),
            FormattableString.Invariant($"margin, L-infinity epsilon {spoofs[0].Setting.Epsilon:G4}"), IsCeiling: false);
    }

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
        {Style.KeyBelow()}
        set xrange [0:{Style.Number(Ceiling * 1.02)}]
        set yrange [0:*]
        set offsets 0, 0, graph 0.06, 0
        set xlabel 'certified {Measure}'
        set ylabel 'images'
        {(Tallest < 10 ? "set ytics 1" : "")}
        {(IsCeiling ? Style.CeilingLine(Ceiling, Style.Grey, $"ceiling {Ceiling.ToString("0.000", CultureInfo.InvariantCulture)}") : "")}
        plot {string.Join(", \\\n  ", Series.Select((series, i) => $"{Gnuplot.Quote(csv)} using (($1+$2)/2):{i + 3}:($2-$1) skip 1 "
            + $"with boxes fs transparent solid 0.35 border rgb '{Style.Palette[i]}' lc rgb '{Style.Palette[i]}' title {Gnuplot.Quote(series.Name)}"))}
        """;

    /// <summary>Images in the fullest bin; few need a tick each, so that none stands at half an image.</summary>
    private int Tallest => Series.Max(series => Enumerable.Range(0, Bins).Max(i => InBin(series.Radii, i)));

    private int InBin(double[] radii, int bin) => radii.Count(r => Math.Min((int)(r * Bins / Ceiling), Bins - 1) == bin);

    private static (string, double[]) Named(string name, int images, double[] radii) =>
        (string.Create(CultureInfo.InvariantCulture, $"{name} ({radii.Length} of {images})"), radii);
}
