using System.Text.Json.Nodes;
using Audit.Records;
using Audit.Records.Report;
using Audit.Records.Runs;
using Audit.Tests.Records.Review;

namespace Audit.Tests.Records.Report;

/// <summary>What a page says of its runs, for programs.</summary>
public class ReportDataTests
{
    private static string Page(params IReadOnlyList<StoredRun> runs) =>
        new ReportPage((_, _) => throw new Audit.Records.Plots.PlotException("none"), _ => { }).Render(runs);

    [Fact]
    public void Read_OfAPage_GivesItsRunsBack()
    {
        using TemporaryFolder folder = new();
        StoredRun[] runs = [.. Directory.GetDirectories(Path.Combine(Repository.Root, "tests", "Golden", "runs"))
            .Order(StringComparer.Ordinal).Select(Run.Read)];
        File.WriteAllText(folder.At("page.html"), Page(runs));
        var read = ReportData.Read(folder.At("page.html"));
        Assert.Equal(runs.Select(run => run.Manifest.Key), read.Select(run => run.Manifest.Key));
        foreach (var (run, there) in runs.Zip(read))
        {
            Assert.Equal(RecordedRun.Of(run).Digests, there.Digests);
            Assert.Equal(run.Records.Select(r => r.Index), there.Indexes);
            Assert.True(JsonNode.DeepEquals(run.Manifest.How, there.Manifest.How));
        }
    }

    [Fact]
    public void Page_OfHostileNames_EndsWhereItShould()
    {
        const string hostile = "</script><script>alert(1)</script><!--<script>";
        var run = ReviewSamples.Bounds(4, 4) with { Directory = $"runs/{hostile}" };
        run.Manifest.How["model"] = hostile;
        run.Manifest.Question[hostile] = hostile;
        string page = Page(run);
        Assert.Equal(3, page.Split("</script").Length); // the page's script, and its data
        Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("page.html"), page);
        Assert.Equal(hostile, ReportData.Read(folder.At("page.html")).Single().Manifest.How["model"]!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("<script type=\"application/json\" id=\"runs\">{}</script>")]
    [InlineData("<script type=\"application/json\" id=\"runs\">[null]</script>")]
    [InlineData("<script type=\"application/json\" id=\"runs\">[{\"manifest\":{}}]</script>")]
    [InlineData("<script type=\"application/json\" id=\"runs\">[")]
    public void Read_OfSomethingElse_IsRefused(string text)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("page.html"), text);
        Assert.Throws<RecordFormatException>(() => ReportData.Read(folder.At("page.html")));
    }
}
