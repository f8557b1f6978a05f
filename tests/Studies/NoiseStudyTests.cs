using System.Globalization;
using Audit.Cli.Terminal;
using Audit.Datasets;
using Audit.Import.Checkpoints;
using Audit.Networks.Architectures;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Records.Certificates;
using Audit.Records.Items;
using Audit.Records.Plots;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Studies.Driving;
using static TorchSharp.torch;

namespace Audit.Tests.Studies;

/// <summary>Every study under every noise, as users run it, on a network whose smoothed version is known: class 1 where one pixel
/// is above 128.5/255. Noise that is symmetric about 0 does not move that plane, so no certificate may reach further than the
/// pixel's distance from it.</summary>
public class NoiseStudyTests
{
    private const double Plane = 128.5 / 255, Sigma = 0.25;
    private const int Images = 10;

    private static readonly ImageSet Glyphs = DataSpec.Parse("glyphs").Load(Split.Test);

    private static double Pixel(int index) => Glyphs.Pixels(index)[Glyphs.ImageSize / 2 + 16] / 255.0;

    private static double Distance(int index) => Math.Abs(Pixel(index) - Plane);

    [Theory]
    [InlineData("gaussian", Norm.L2)]
    [InlineData("exact", Norm.L2)]
    [InlineData("uniform", Norm.L1)]
    public void CertifyDecideSpoofAndExamine_AgreeWithTheClosedForm(string noise, Norm norm)
    {
        using var folder = new TemporaryFolder();
        Store(folder.At("plane.safetensors"), noise);
        string smoothed = $"--model {folder.At("plane.safetensors")} --data glyphs --sigma "
            + $"{Sigma.ToString(CultureInfo.InvariantCulture)} --noise {noise}";
        NoiseModel model = NoiseModels.Of(noise, Sigma);

        Finish(folder, $"certify {smoothed} --max {Images} --n0 1000 --n 2000 --out {folder.At("c")}");
        var certified = StoredRuns.Read(folder.At("c")).Of<CertifyRecord>();
        foreach (var record in certified)
        {
            double p = 1 - model.MissAt(Distance(record.Index));
            Assert.Equal((noise == "gaussian" ? null : noise, norm == Norm.L2 ? null : norm), (record.Noise, record.Norm));
            Assert.Equal(Pixel(record.Index) > Plane ? 1 : 0, record.Class);
            Assert.True(record.Radius <= Distance(record.Index),
                $"image {record.Index}: {record.Radius} at {Distance(record.Index)}");
            // The vote's share is within 5 standard deviations of p, and the bound below it by no more than that again.
            double least = p - (8.5 * Math.Sqrt(p * (1 - p) / 2000)) - 0.006;
            Assert.True(record.Radius >= (least > 0.5 ? model.Radius(1 - least) ?? 0 : 0),
                $"image {record.Index}: {record.Radius}, p = {p}");
        }

        Finish(folder, $"certify {smoothed} --max {Images} --n0 1000 --n 5000 --decide 0.1,0.2 --out {folder.At("d")}");
        foreach (var decision in StoredRuns.Read(folder.At("d")).Of<CertifyRecord>()
            .SelectMany(r => r.Sequential!.Decisions, (r, d) => (r.Index, d)))
            Assert.NotEqual(Distance(decision.Index) < decision.d.Radius ? DecisionKind.Certified : DecisionKind.NotCertifiable,
                decision.d.Verdict);

        Finish(folder, $"spoof {smoothed} --n 500 --max 2 --steps 20 --copies 8 --step-size 1 --lambda-tv 0.001 --lambda-color "
            + $"0.001 --targets 1 --out {folder.At("s")}");
        foreach (var spoof in StoredRuns.Read(folder.At("s")).Of<SpoofRecord>())
        {
            Assert.Equal((noise == "gaussian" ? null : noise, norm == Norm.L1), (spoof.Spoof.Noise, spoof.L1 is not null));
            Assert.False(spoof.Contradiction);
        }

        string[] warnings = Finish(folder,
            $"attack --model {folder.At("plane.safetensors")} --data glyphs --attack pgd --steps 5 --draws 4 --judge-samples "
            + $"200 --save all --certificates {folder.At("c")} --out {folder.At("a")}");
        Assert.DoesNotContain(warnings, w => w.Contains("CONTRADICTION", StringComparison.Ordinal));
        var examined = StoredRuns.Read(folder.At("a")).Of<AttackRecord>();
        Assert.Equal(certified.Where(r => r.Verdict == VerdictKind.Certified).Select(r => r.Index),
            examined.Select(r => r.Index));
        Assert.All(examined, r => Assert.True(r.Norm == norm && r.Size < r.Certified!.Radius * 1.0000001 && r.Size > 0));

        // The attack can win where it may: beyond the distance.
        Finish(folder, $"attack {smoothed} --attack pgd --steps 8 --draws 4 --judge-samples 200 --norm {norm.Name()} --epsilon "
            + $"20 --out {folder.At("b")}");
        Assert.Contains(StoredRuns.Read(folder.At("b")).Of<AttackRecord>(), r => r.CleanCorrect && r.Success);

        Show(StoredRuns.Read(folder.At("c")), StoredRuns.Read(folder.At("d")), StoredRuns.Read(folder.At("s")),
            StoredRuns.Read(folder.At("a")), norm, noise);
    }

    private static void Show(StoredRun certify, StoredRun decide, StoredRun spoof, StoredRun attack, Norm norm, string noise)
    {
        Assert.Equal($"Certified accuracy by {norm.Title()} radius", CertifiedAccuracyTable.Of([certify, decide]).Title);
        Assert.Equal(2, DecisionsTable.Of([decide, certify]).Rows.Count);
        Assert.NotEmpty(DatasetTable.Of([certify]).Rows);
        Assert.Single(SpoofedRadiusTable.Of([spoof]).Rows);
        string[] cells = [.. AttackTable.Of([attack]).Rows[0].OfType<TextCell>().Select(c => c.Text)];
        Assert.Equal(noise != "gaussian", cells.Any(c => c.Contains($"by {noise} noise", StringComparison.Ordinal)));
        Assert.Equal(norm.Title(), CertifiedAccuracyCurve.Of([certify]).Norm);
        Assert.Contains(norm.Title(), RadiusHistogram.Of(certify).Measure, StringComparison.Ordinal);
        Assert.NotNull(RadiusHistogram.Of(spoof).Script("data.csv", "."));
        Assert.NotNull(RadiusScatter.Of(spoof).Script("data.csv", "."));
    }

    private static string[] Finish(TemporaryFolder folder, string line)
    {
        var view = new SilentView();
        var (work, request) = StudyLine.Open(StudyLine.Words(line, folder), view.Warn);
        Assert.True(new Driver(view).Run(work, request));
        return [.. view.Warnings];
    }

    private static void Store(string path, string noise)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var spec = new ArchitectureSpec("flatten; fc 10", new ImageShape(3, 32, 32), 10, null);
        var graph = Architecture.Build(spec, new Initializer(new Rng(1)));
        var fc = (Linear)graph.Nodes[^1].Op;
        float[] weight = new float[10 * 3072], bias = [.. Enumerable.Repeat(-1000f, 10)];
        (weight[1552], weight[3072 + 1552], bias[0], bias[1]) = (-1, 1, (float)Plane, -(float)Plane);
        fc.Weight.copy_(tensor(weight, [10, 3072]));
        fc.Bias!.copy_(tensor(bias));
        var training = new Dictionary<string, string>
        {
            ["recipe"] = "gaussian",
            ["sigma"] = Sigma.ToString(CultureInfo.InvariantCulture)
        };
        if (noise == "uniform")
            (training["recipe"], training["noise"]) = ("uniform", "uniform");
        new Checkpoint(spec, graph, training).Save(path);
    }
}
