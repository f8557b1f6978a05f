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
}
