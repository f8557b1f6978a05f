using System.Text;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>Each successful spoof by its natural and its spoofed radius (by bounds: margin); above the diagonal the wrong
/// certificate is the stronger one. Images whose natural certificate abstained stand at natural radius 0.</summary>
/// <param name="Spoofed">The successful spoofs.</param>
/// <param name="Images">The images whose class is right as they are.</param>
/// <param name="Ceiling">Largest radius that the votes allow; of bounds, the largest margin there is.</param>
/// <param name="Strength">What makes a certificate strong: "radius", or "margin" where all regions have one size.</param>
public sealed record RadiusScatter(IReadOnlyList<ISpoof> Spoofed, int Images, double Ceiling, string Strength = "radius") : Figure
{
    public const string Kind = "radius-scatter";

    /// <summary>Norm of the radii; of bounds, nothing.</summary>
    public string Norm { get; init; } = "";

    /// <summary>Data set and images.</summary>
    public string About { get; init; } = "";

    public override (int Width, int Height) Size => Look.Size(520, 0.94, 4 + 1.3 * Legend.Lines);

    private Legend Legend => new(Look, Look.Across(520), [StrongerName, WeakerName, Equal], About);

    private const string Equal = "equal";

    private string StrongerName => $"stronger ({Spoofed.Count(r => r.Stronger)} of {Images} right images)";

    private string WeakerName => $"weaker ({Spoofed.Count(r => !r.Stronger)} of {Images})";

    private string Measure => Norm.Length > 0 ? $"{Norm} {Strength} (pixel units)" : $"{Strength} (logits)";

    /// <exception cref="RecordFormatException">The run is empty or holds other records.</exception>
    public static RadiusScatter Of(StoredRun run)
    {
        IReadOnlyList<ISpoof> records = run.Spoofs();
        if (records.Count == 0)
            throw new RecordFormatException($"{run.Directory} holds no records to draw.");
        ISpoof[] spoofed = [.. records.Where(r => r is { Spoofed: true, AlreadyWrong: false })];
        int right = records.Count(r => !r.AlreadyWrong);
        string about = $"{run.Name}: {Legend.Data(run.Manifest.Question["data"]?.ToString(), records.Count)}";
        if (records[0].Setting.Votes is VoteSetting votes)
            return new(spoofed, right, votes.Ceiling) { Norm = records[0].Setting.Norm.Title(), About = about };
        double largest = spoofed.Length == 0 ? 1 : spoofed.Max(r => Math.Max(r.NaturalSide.Strength, r.SpoofSide.Strength));
        return new(spoofed, right, largest, "margin") { About = about };
    }

    public override string Csv()
    {
        StringBuilder text = new($"index,natural_{Strength},spoofed_{Strength},stronger\n");
        foreach (ISpoof r in Spoofed)
            text.Append(r.Index).Append(',').Append(Style.Number(r.NaturalSide.Strength)).Append(',')
                .Append(Style.Number(r.SpoofSide.Strength)).Append(r.Stronger ? ",1\n" : ",0\n");
        return text.ToString();
    }

    public override string Script(string csv, string folder)
    {
        string data = Gnuplot.Quote(csv), end = Style.Number(Ceiling * 1.04);
        return $"""
            {Style.Axes}
            {Look.TitleLine}
            {Legend.Script}
            set size square
            set lmargin 9
            set xrange [0:{end}]
            set yrange [0:{end}]
            set xtics
            set xlabel 'natural image: {Measure}'
            set ylabel 'spoofed image: {Measure}'
            set arrow from 0, 0 to {end}, {end} nohead lw 1 dashtype (6,4) lc rgb '{Style.Grey}' back
            plot {data} using 2:($4==1 ? $3 : 1/0) skip 1 with points pt 7 ps 0.7 lc rgb '#B0D55E00' notitle, \
              {data} using 2:($4==0 ? $3 : 1/0) skip 1 with points pt 7 ps 0.7 lc rgb '#B00072B2' notitle, \
              {data} using 2:($4==1 ? $3 : 1/0) skip 1 with points pt 6 ps 0.7 lc rgb '{Style.Vermilion}' notitle, \
              {data} using 2:($4==0 ? $3 : 1/0) skip 1 with points pt 6 ps 0.7 lc rgb '{Style.Blue}' notitle, \
              NaN with points pt 6 ps 0.7 lc rgb '{Style.Vermilion}' title '{StrongerName}', \
              NaN with points pt 6 ps 0.7 lc rgb '{Style.Blue}' title '{WeakerName}', \
              NaN with lines lw 1 dashtype (6,4) lc rgb '{Style.Grey}' title '{Equal}'
            """;
    }
}
