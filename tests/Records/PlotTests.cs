using System.Globalization;
using Audit.Inputs;
using Audit.Records;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Plots;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Tests.Records;

public class PlotTests
{
    [GnuplotFact]
    public void Draw_EveryFigureInEveryFormat_WritesFigureScriptAndData()
    {
        using TemporaryFolder folder = new();
        StoredRun spoof = SpoofRunFolder.Make(folder.At("run"), 12);
        Figure[] figures = [RadiusHistogram.Of(spoof), RadiusHistogram.Of(CertifyRun()), RadiusScatter.Of(spoof),
            CertifiedAccuracyCurve.Of([CertifyRun(), CertifyRun()]), ImageGrid.Of(spoof)];
        StoredRun bounds = Samples.Run("bounds", Enumerable.Range(0, 40).Select(i => Samples.Bound(i, searched: true)),
            Samples.BoundManifest(searched: true));
        figures = [.. figures, RadiusHistogram.Of(bounds), CertifiedAccuracyCurve.Of([bounds])];
        (string Extension, byte[] Start)[] formats = [(".svg", "<?xml"u8.ToArray()), (".png", [0x89, .. "PNG"u8]),
            (".pdf", "%PDF"u8.ToArray())];
        foreach (Figure figure in figures)
            foreach ((string extension, byte[] start) in formats)
            {
                string path = folder.At($"figures/{Array.IndexOf(figures, figure)}{extension}");
                new Gnuplot().Draw(figure, path);
                Assert.Equal(start, File.ReadAllBytes(path)[..start.Length]);
                Assert.Equal(figure.Csv(), File.ReadAllText(path + ".csv"));
                Assert.Contains("set terminal", File.ReadAllText(path + ".gp"));
            }
    }

    [Fact]
    public void Draw_GnuplotMissing_SaysHowToInstallItOnOneLine()
    {
        using TemporaryFolder folder = new();
        PlotException e = Assert.Throws<PlotException>(() =>
            new Gnuplot("no-such-gnuplot").Draw(RadiusHistogram.Of(CertifyRun()), folder.At("a.svg")));
        Assert.Contains("apt-get install gnuplot-nox", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [GnuplotFact]
    public void Draw_ScriptThatGnuplotRefuses_CarriesItsMessage()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("no_such_style", Assert.Throws<PlotException>(() => new Gnuplot()
            .Draw(new Refused(), folder.At("a.svg"))).Message);
    }

    [Fact]
    public void Draw_OtherExtension_CarriesIt() =>
        Assert.Contains("'.bmp'", Assert.Throws<UsageException>(() => new Gnuplot().Draw(new Refused(), "a.bmp")).Message);

    [Theory]
    [InlineData("<touch x;.svg")]
    [InlineData("|touch x;.svg")]
    [InlineData("-.svg")]
    public void Draw_NameThatIsACommandToGnuplot_IsRefused(string name)
    {
        using TemporaryFolder folder = new();
        Assert.Contains("must not begin with", Assert.Throws<UsageException>(() => new Gnuplot()
            .Draw(new Refused(), folder.At(name))).Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>Records may come from others: gnuplot runs what is behind a '&lt;', and would show any file of the
    /// reader's.</summary>
    [Theory]
    [InlineData("<touch x;.png")]
    [InlineData("../secret.png")]
    [InlineData("/etc/secret.png")]
    [InlineData("images/../../secret.png")]
    [InlineData("images/00000-clean.png\n")]
    [InlineData("images/0\u0660-clean.png")]
    public void ImageGrid_NameOutsideTheRunsImages_IsRefused(string name)
    {
        using TemporaryFolder folder = new();
        StoredRun run = SpoofRunFolder.Make(folder.At("run"), 2);
        SpoofRecord record = run.Of<SpoofRecord>()[0];
        StoredRun hostile = run with { Records = [record with { Images = record.Images! with { Clean = name } }] };
        Assert.Contains("expected one such as images/00017-clean.png",
            Assert.Throws<RecordFormatException>(() => ImageGrid.Of(hostile)).Message);
    }

    [Theory]
    [InlineData("a'b", "'a''b'")]
    [InlineData("a\nsystem 'x'", "'a\\x0asystem ''x'''")]
    public void Quote_Text_IsTakenLiterally(string text, string expected) => Assert.Equal(expected, Gnuplot.Quote(text));

    [Fact]
    public void Figures_OfBounds_NeedRadiiOfOneKind()
    {
        StoredRun Run(bool searched) => Samples.Run("bounds", Enumerable.Range(0, 40).Select(i => Samples.Bound(i, searched)),
            Samples.BoundManifest(searched));
        Assert.Contains("certify with --radius", Assert.Throws<RecordFormatException>(() =>
            RadiusHistogram.Of(Run(false))).Message);
        Assert.Contains("certify with --radius", Assert.Throws<RecordFormatException>(() =>
            CertifiedAccuracyCurve.Of([Run(false)])).Message);
        Assert.Contains("cannot share a figure", Assert.Throws<RecordFormatException>(() =>
            CertifiedAccuracyCurve.Of([Run(true), CertifyRun()])).Message);
        string[][] rows = [.. RadiusHistogram.Of(Run(true)).Csv().TrimEnd().Split('\n').Skip(1).Select(line => line.Split(','))];
        Assert.Equal(Enumerable.Range(0, 40).Count(i => i % 7 != 3 && i * 7 % 11 > 0),
            rows.Sum(r => int.Parse(r[2], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void RadiusHistogram_Csv_CountsEveryCertifiedImageOnce()
    {
        StoredRun run = CertifyRun();
        string[][] rows = [.. RadiusHistogram.Of(run).Csv().TrimEnd().Split('\n').Skip(1).Select(line => line.Split(','))];
        Assert.Equal(run.Of<CertifyRecord>().Count(r => r.Verdict == VerdictKind.Certified && r.Correct),
            rows.Sum(r => Int(r[2])));
        Assert.Equal(run.Of<CertifyRecord>().Count(r => r.Verdict == VerdictKind.Certified && !r.Correct),
            rows.Sum(r => Int(r[3])));

        static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void CertifiedAccuracyCurve_Csv_FallsFromTheShareOfRightCertificatesAndStaysInItsBand()
    {
        StoredRun run = CertifyRun();
        double[][] rows = [.. CertifiedAccuracyCurve.Of([run]).Csv().TrimEnd().Split('\n').Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(run.Of<CertifyRecord>().Count(r => r.Correct) / 50.0, rows[0][1]);
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First[1] >= pair.Second[1]
            && pair.First[0] < pair.Second[0]));
        Assert.All(rows, row => Assert.True(row[2] <= row[1] && row[1] <= row[3]));
    }

    [Fact]
    public void Of_SequentialRun_EndsAtTheCeilingOfVotesThatMayStop()
    {
        CertifyRecord[] records = [.. Enumerable.Range(0, 40).Select(i => Samples.Sequential(i, 0.25, 0.25, 0.5))];
        StoredRun run = Samples.Run("d25", records, Samples.Manifest());
        CertifiedAccuracyCurve.Curve curve = Assert.Single(CertifiedAccuracyCurve.Of([run]).Curves);
        double ceiling = new GaussianL2(0.25).Radius(KtBound.Upper(0, 1000, 0.001))!.Value;
        Assert.Equal(ceiling, curve.Ceiling);
        Assert.Equal(ceiling, RadiusHistogram.Of(run).Ceiling);
        Assert.True(ceiling < Votes.CeilingOf(1000, 0.001, new GaussianL2(0.25)));
        Assert.EndsWith("N = 1000; decided at 0.25 0.5)", curve.Name);
        foreach (double radius in new[] { 0.25, 0.5 })
            Assert.Equal(records.Count(r => r.CorrectAt(radius)), curve.Radii.Count(r => r >= radius));
    }

    [Fact]
    public void ImageGrid_StoredImageMissing_NamesIt()
    {
        using TemporaryFolder folder = new();
        StoredRun run = SpoofRunFolder.Make(folder.At("run"), 12);
        SpoofRecord first = run.Of<SpoofRecord>().First(r => r.Spoofed);
        File.Delete(Path.Combine(run.Directory, first.Images!.Spoofed));
        Assert.Contains(first.Images.Spoofed, Assert.Throws<RecordFormatException>(() => ImageGrid.Of(run)).Message);
    }

    [Fact]
    public void Of_EmptyRun_SaysSo() => Assert.Contains("no records to draw",
        Assert.Throws<RecordFormatException>(() => RadiusHistogram.Of(Samples.Run("empty", [], Samples.Manifest()))).Message);

    private static StoredRun CertifyRun() =>
        Samples.Run("certify-0.25", Enumerable.Range(0, 50).Select(i => Samples.Certify(i)), Samples.Manifest());

    private sealed record Refused : Figure
    {
        public override (int Width, int Height) Size => (100, 100);

        public override string Csv() => "x\n";

        public override string Script(string csv, string folder) => "plot no_such_style";
    }

    [Fact]
    public void Figure_OfAnUnfinishedRun_SaysSo()
    {
        var records = Enumerable.Range(0, 30).Select(i => (ItemRecord)Samples.Certify(i));
        var open = Samples.Run("a", records, Samples.Manifest(items: 40));
        var done = Samples.Run("a", records, Samples.Manifest(items: 30));
        Assert.Contains("UNFINISHED: 10 of 40 images are missing",
            FigureCatalog.Of([open], RadiusHistogram.Kind).Script("a.csv", "."), StringComparison.Ordinal);
        Assert.DoesNotContain("UNFINISHED", FigureCatalog.Of([done], RadiusHistogram.Kind).Script("a.csv", "."),
            StringComparison.Ordinal);
    }
}
