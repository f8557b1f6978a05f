using System.Globalization;
using System.Text;
using Audit.Records.Images;
using Audit.Records.Items;
using Audit.Records.Runs;

namespace Audit.Records.Plots;

/// <summary>Clean image, spoofed image and amplified difference side by side, with class and radius below each.</summary>
/// <param name="Spoofs">Records with stored images, one row or half a row each.</param>
/// <param name="RunFolder">Folder that the stored paths are relative to.</param>
/// <param name="ClassNames">Names by class index; the index itself where absent.</param>
public sealed record ImageGrid(IReadOnlyList<ISpoof> Spoofs, string RunFolder, IReadOnlyList<string>? ClassNames) : Figure
{
    public const string Kind = "image-grid";
    private const int Side = 112, Caption = 44, Gap = 8, Heading = 26, Gutter = 36, TitleLine = 20;
    private const double WideInches = 5;

    /// <summary>Triples side by side: two where there is room for them.</summary>
    private int Blocks => Spoofs.Count > 4 && (Look.Width is null || Look.Width.Inches >= WideInches) ? 2 : 1;

    private int Head => Heading + TitleLine * (Look.HeadLines + (IsWithoutSpoof ? 1 : 0));

    private int Rows => (Spoofs.Count + Blocks - 1) / Blocks;

    private int BlockWidth => 3 * Side + 2 * Gap;

    /// <summary>Width and height before the figure is scaled to a width on paper.</summary>
    private (int Width, int Height) Drawn =>
        (Blocks * BlockWidth + (Blocks - 1) * Gutter + 2 * Gap, Head + Rows * (Side + Caption) + Gap);

    private double Scaling => Look.Across(Drawn.Width) / (double)Drawn.Width;

    public override (int Width, int Height) Size => (Look.Across(Drawn.Width), (int)Math.Round(Drawn.Height * Scaling));

    /// <param name="run">Spoofs.</param>
    /// <param name="most">At most this many images, in item order: those whose class was right and is another one now. Where
    /// there are none, any, and the figure says so.</param>
    /// <param name="classNames">Names by class index, where the run does not hold them.</param>
    /// <param name="chosen">The reader chose the images: they are shown as they are.</param>
    /// <exception cref="RecordFormatException">No record names stored images, or a named file is missing.</exception>
    public static ImageGrid Of(StoredRun run, int most = 8, IReadOnlyList<string>? classNames = null, bool chosen = false)
    {
        ISpoof[] all = [.. run.Spoofs().Where(r => r.Images is not null)];
        if (all.Length == 0)
            throw new RecordFormatException($"{run.Directory} holds no records with stored images.");
        ISpoof[] spoofed = [.. all.Where(r => chosen || r is { Spoofed: true, AlreadyWrong: false })];
        ISpoof[] stored = [.. (spoofed.Length > 0 ? spoofed : all).Take(most)];
        foreach (string name in stored.SelectMany(r => Files(r.Images!)))
            StoredPicture.Path(run, name); // gnuplot would run what is behind a '<', and read any file
        return new(stored, run.Directory, classNames ?? Names(run)) { IsWithoutSpoof = spoofed.Length == 0 };
    }

    /// <summary>None of the images was spoofed.</summary>
    private bool IsWithoutSpoof { get; init; }

    /// <summary>Names of the classes, where the run's question holds them.</summary>
    private static string[]? Names(StoredRun run) => run.Manifest.Texts("class_names") is { } names ? [.. names] : null;

    public override string Csv()
    {
        StringBuilder text = new(
            $"index,label,natural_class,natural_{Strength},spoof_class,spoof_{Strength},l2,clean,spoofed,difference\n");
        foreach (ISpoof r in Spoofs)
            text.Append(CultureInfo.InvariantCulture,
                $"{r.Index},{r.Label},{r.NaturalSide.Class},{r.NaturalSide.Strength:R},"
                + $"{r.SpoofSide.Class},{r.SpoofSide.Strength:R},{r.L2:R},"
                + $"{r.Images!.Clean},{r.Images.Spoofed},{r.Images.Difference}\n");
        return text.ToString();
    }

    public override string Script(string csv, string folder)
    {
        StringBuilder script = new("""
            unset key
            unset tics
            unset border
            unset colorbox
            set margins 0, 0, 0, 0
            set size ratio -1
            set multiplot

            """);
        string heads = string.Concat(((string[])[IsWithoutSpoof ? "no image was spoofed" : "", Look.Title, Look.Warning])
            .Where(t => t.Length > 0).Select((text, i) => string.Create(CultureInfo.InvariantCulture,
                $"set label {100 + i} {Gnuplot.Quote(text)} at screen 0.5, screen {Down(12 + TitleLine * i)} center "
                    + $"font ',{9 * Scaling:0.#}' textcolor rgb '{(text == Look.Warning ? Style.Vermilion : "#222222")}'\n")));
        script.Append(heads);
        // A margin placed on the screen and no axes: each image fills exactly its square.
        for (int i = 0; i < Spoofs.Count; i++)
        {
            ISpoof r = Spoofs[i];
            int left = Gap + i % Blocks * (BlockWidth + Gutter), top = Head + i / Blocks * (Side + Caption);
            string[] files = Files(r.Images!);
            string[][] captions = [Text(r.NaturalSide), Text(r.SpoofSide), [string.Create(CultureInfo.InvariantCulture,
                $"L2 {r.L2:0.00}"), string.Create(CultureInfo.InvariantCulture, $"L∞ {r.Linf:0.00}")]];
            for (int j = 0; j < 3; j++)
                Cell(script, Path.GetRelativePath(folder, Path.Combine(Path.GetFullPath(RunFolder), files[j])), captions[j],
                    i < Blocks ? Heads[j] : "", left + j * (Side + Gap), top);
        }

        return script.Append("unset multiplot").ToString();
    }

    private static readonly string[] Heads = ["clean", "spoofed", "difference, amplified"];

    private static string[] Files(SpoofImages images) => [images.Clean, images.Spoofed, images.Difference];

    private void Cell(StringBuilder script, string file, string[] caption, string head, int left, int top)
    {
        string x = Across(left + Side / 2.0), font = string.Create(CultureInfo.InvariantCulture, $"font ',{8 * Scaling:0.#}'");
        script.Append($"""
            set label 1 {Gnuplot.Quote(caption[0])} at screen {x}, screen {Down(top + Side + 10)} center {font} textcolor rgb '#222222'
            set label 2 {Gnuplot.Quote(caption[1])} at screen {x}, screen {Down(top + Side + 24)} center {font} textcolor rgb '#222222'
            {(head.Length == 0 ? "unset label 3" : $"set label 3 '{head}' at screen {x}, screen {Down(top - 10)} center {font} textcolor rgb '{Style.Grey}'")}
            set lmargin at screen {Across(left)}
            set rmargin at screen {Across(left + Side)}
            set bmargin at screen {Down(top + Side)}
            set tmargin at screen {Down(top)}
            plot {Gnuplot.Quote(file.Replace('\\', '/'))} binary filetype=png with rgbimage

            """);
    }

    /// <summary>What makes a certificate strong: "radius", or "margin" where all regions have one size.</summary>
    private string Strength => Spoofs[0].Setting.Votes is null ? "margin" : "radius";

    /// <summary>Class, and the certificate below it.</summary>
    private string[] Text(SpoofSide certificate)
    {
        string name = ClassNames is not null && certificate.Class < ClassNames.Count
            ? ClassNames[certificate.Class] : string.Create(CultureInfo.InvariantCulture, $"class {certificate.Class}");
        return [name, certificate.IsCertified ? string.Create(CultureInfo.InvariantCulture,
            $"{(Strength == "radius" ? "r" : "margin")} = {certificate.Strength:0.000}") : "abstained"];
    }

    private string Across(double pixels) => Style.Number(Math.Round(pixels / Drawn.Width, 6));

    private string Down(double pixels) => Style.Number(Math.Round(1 - pixels / Drawn.Height, 6));
}
