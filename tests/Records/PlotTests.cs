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

    /// <summary>On paper nothing is wider than was asked, and a long legend shrinks instead of leaving the page.</summary>
    [GnuplotFact]
    public void Draw_ForAColumn_HasItsWidthAndTitle()
    {
        using TemporaryFolder folder = new();
        StoredRun named = CertifyRun() with { Name = new string('x', 90) };
        foreach (Figure figure in new Figure[] { CertifiedAccuracyCurve.Of([named]), AttackCurve.Of([AttackRun()]),
            RadiusHistogram.Of(AttackRun()), ImageGrid.Of(SpoofRunFolder.Make(folder.At("run"), 12)) })
        {
            string path = folder.At("a.svg");
            new Gnuplot().Draw(figure with { Look = new() { Width = PrintLength.Parse("3.25in"), Title = "A \"title'" } }, path);
            string svg = File.ReadAllText(path);
            Assert.Contains("width=\"312\"", svg, StringComparison.Ordinal);
            Assert.Contains("title", svg, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AttackCurve_FallsWhereChangesSucceed()
    {
        string[][] rows = [.. AttackCurve.Of([AttackRun()]).Csv().TrimEnd().Split('\n').Skip(1).Select(line => line.Split(','))];
        double At(double size) => double.Parse(rows.Last(r => double.Parse(r[0], CultureInfo.InvariantCulture) <= size)[1],
            CultureInfo.InvariantCulture);
        // Ten images, 9 of them right; changes of 0.1 k succeed for the even k from 2 to 8.
        Assert.Equal((0.9, 0.8, 0.7, 0.6, 0.5), (At(0.15), At(0.25), At(0.45), At(0.65), At(0.83)));
    }

    [Fact]
    public void ImageGrid_ShowsSpoofsAlone_UnlessItIsAskedForOthers()
    {
        using TemporaryFolder folder = new();
        StoredRun run = SpoofRunFolder.Make(folder.At("run"), 12);
        SpoofRecord[] records = [.. run.Of<SpoofRecord>()];
        Assert.All(ImageGrid.Of(run, most: 12).Spoofs, s => Assert.NotEqual(s.Label, s.SpoofSide.Class));
        Assert.All(ImageGrid.Of(run, most: 12).Spoofs, s => Assert.Equal(s.Label, s.NaturalSide.Class));
        Assert.Equal(records.Count(r => r.Spoofed && !((ISpoof)r).AlreadyWrong), ImageGrid.Of(run, most: 12).Spoofs.Count);
        var shown = (ImageGrid)FigureCatalog.Of([run], new FigureOptions { Kind = ImageGrid.Kind, Images = [3, 5] });
        Assert.Equal([3, 5], shown.Spoofs.Select(s => s.Index));
        Assert.Contains("holds no image 99", Assert.Throws<UsageException>(() => FigureCatalog.Of([run],
            new FigureOptions { Kind = ImageGrid.Kind, Images = [99] })).Message);
        StoredRun none = run with { Records = [.. records.Select(r => r with { Spoofed = false })] };
        Assert.Contains("no image was spoofed", ImageGrid.Of(none).Script("a.csv", "."));
    }

    [Fact]
    public void Reference_IsOfTheSameDataAndNoise()
    {
        StoredRun run = CertifyRun();
        run.Manifest.Question["data"] = "cifar10";
        Figure figure = FigureCatalog.Of([run],
            new FigureOptions { Kind = CertifiedAccuracyCurve.Kind, Reference = "cohen2019" });
        string script = figure.Script("a.csv", ".");
        // Sigma 0.25 at radius 0.5: .428 in the authors' log.
        Assert.Contains("\n0.5,0.428\n", script, StringComparison.Ordinal);
        Assert.Contains("Cohen et al. 2019 (ResNet-110, CIFAR-10, 500 images", script, StringComparison.Ordinal);
        run.Manifest.Question["data"] = "mnist";
        Assert.Contains("the runs are of mnist at 0.25", Assert.Throws<UsageException>(() => FigureCatalog.Of([run],
            new FigureOptions { Kind = CertifiedAccuracyCurve.Kind, Reference = "cohen2019" })).Message);
    }

    private static StoredRun AttackRun() => Samples.Run("pgd", Enumerable.Range(0, 10).Select(i => new AttackRecord
    {
        Index = i,
        Label = 1,
        Attack = "pgd",
        Norm = Norm.L2,
        Epsilon = 0.8,
        Clean = i == 9 ? 2 : 1,
        Adversarial = i % 2 == 0 ? 2 : 1,
        Attacked = i != 9,
        Success = i is > 0 and < 9 && i % 2 == 0,
        Robust = i != 9 && i % 2 == 1,
        L0 = 1,
        L1 = 0.1 * i,
        L2 = 0.1 * i,
        Linf = 0.1 * i,
        Queries = 1,
        GradientPasses = 1,
    }), Samples.Manifest("attack"));

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
