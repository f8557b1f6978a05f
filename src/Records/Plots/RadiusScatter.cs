using System.Text;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>Each successful spoof by its natural and its spoofed radius (by bounds: margin); above the diagonal the wrong
/// certificate is the stronger one. Images whose natural certificate abstained stand at natural radius 0.</summary>
/// <param name="Spoofed">The successful spoofs.</param>
/// <param name="Images">All images.</param>
/// <param name="Ceiling">Largest radius that the votes allow; of bounds, the largest margin there is.</param>
/// <param name="Strength">What makes a certificate strong: "radius", or "margin" where all regions have one size.</param>
public sealed record RadiusScatter(IReadOnlyList<ISpoof> Spoofed, int Images, double Ceiling, string Strength = "radius") : Figure
{
    public const string Kind = "radius-scatter";

    public override (int Width, int Height) Size => (520, 540);

    /// <exception cref="RecordFormatException">The run is empty or holds other records.</exception>
    public static RadiusScatter Of(StoredRun run)
    {
        IReadOnlyList<ISpoof> records = run.Spoofs();
        if (records.Count == 0)
            throw new RecordFormatException($"{run.Directory} holds no records to draw.");
        ISpoof[] spoofed = [.. records.Where(r => r.Spoofed)];
        if (records[0].Setting.Votes is VoteSetting votes)
            return new(spoofed, records.Count, votes.Ceiling);
        double largest = spoofed.Length == 0 ? 1 : spoofed.Max(r => Math.Max(r.NaturalSide.Strength, r.SpoofSide.Strength));
        return new(spoofed, records.Count, largest, "margin");
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
        int stronger = Spoofed.Count(r => r.Stronger);
        string data = Gnuplot.Quote(csv), end = Style.Number(Ceiling * 1.04);
        return $"""
            {Style.Axes}
            {Style.KeyBelow()}
            set size square
            set lmargin 9
            set xrange [0:{end}]
            set yrange [0:{end}]
            set xtics
            set xlabel 'certified {Strength} of the natural image'
            set ylabel 'certified {Strength} of the spoofed image (wrong class)'
            set arrow from 0, 0 to {end}, {end} nohead lw 1 dashtype (6,4) lc rgb '{Style.Grey}' back
            set label 'equal' at {Style.Number(Ceiling * 0.93)}, {Style.Number(Ceiling * 0.93)} rotate by 45 center offset 0, 0.8 textcolor rgb '{Style.Grey}'
            plot {data} using 2:($4==1 ? $3 : 1/0) skip 1 with points pt 7 ps 0.7 lc rgb '#B0D55E00' notitle, \
              {data} using 2:($4==0 ? $3 : 1/0) skip 1 with points pt 7 ps 0.7 lc rgb '#B00072B2' notitle, \
              {data} using 2:($4==1 ? $3 : 1/0) skip 1 with points pt 6 ps 0.7 lc rgb '{Style.Vermilion}' title 'stronger ({stronger} of {Images})', \
              {data} using 2:($4==0 ? $3 : 1/0) skip 1 with points pt 6 ps 0.7 lc rgb '{Style.Blue}' title 'weaker ({Spoofed.Count - stronger} of {Images})'
            """;
    }
}
