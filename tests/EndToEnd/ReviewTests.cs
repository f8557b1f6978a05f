namespace Audit.Tests.EndToEnd;

/// <summary>A whole review as users run it.</summary>
public class ReviewTests
{
    [Fact]
    [Trait("Category", "Long")]
    public void Review_OfASmallModel_EndsInAVerdictAndAReport_AndContinues()
    {
        using TemporaryFolder folder = new();
        string model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");
        string[] words = ["review", model, "--data", "glyphs", "--claim", "linf:0.05:0.99", "--budget", "60s", "--out",
            folder.At("review")];
        var (status, text, error) = AuditProcess.Run(words);
        Assert.True(status is 1 or 3, error); // a network trained for other things is not that robust
        Assert.DoesNotContain("HELD:", text, StringComparison.Ordinal);
        Assert.Contains("Does the model stand up to attack?", text, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At("review/report.html")), error);
        string records = File.ReadAllText(folder.At("review/certify-ibp/records.jsonl"));
        var again = AuditProcess.Run(words);
        Assert.Equal(status, again.Status);
        Assert.Equal(records, File.ReadAllText(folder.At("review/certify-ibp/records.jsonl")));
        var other = AuditProcess.Run([.. words.Select(w => w == "linf:0.05:0.99" ? "linf:0.06" : w)]);
        Assert.Equal(2, other.Status);
        Assert.Contains("another review", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [Trait("Category", "Long")]
    public void Review_StoppedInTheMiddle_EndsThere_AndContinuesToTheSameRecords(int seconds)
    {
        using TemporaryFolder folder = new();
        string model = Path.Combine(Repository.Root, "models", "glyphs-cnn-small-sigma0.25.safetensors");
        string[] words = ["review", model, "--data", "glyphs", "--claim", "linf:0.05:0.99", "--budget", "40s", "--out"];
        using (var process = AuditProcess.Start([.. words, folder.At("review")]))
        {
            var said = process.StandardError.ReadToEndAsync();
            while (!File.Exists(folder.At("review/review.json")) && !process.HasExited)
                Thread.Sleep(10);
            Thread.Sleep(1000 * seconds);
            using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]);
            process.WaitForExit();
            // A stop that comes while a step is just ending must not let the next one begin.
            Assert.True(process.ExitCode == 130, said.Text());
            Assert.False(File.Exists(folder.At("review/report.html")));
        }
        Assert.InRange(AuditProcess.Run([.. words, folder.At("review")]).Status, 1, 3);
        Assert.True(File.Exists(folder.At("review/report.html")));
        var again = AuditProcess.Run("rerun", folder.At("review"), "--max", "50");
        Assert.True(again.Status == 0, again.Out + again.Error);
    }
}
