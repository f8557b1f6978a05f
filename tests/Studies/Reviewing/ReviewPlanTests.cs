using Audit.Inputs;
using Audit.Studies.Driving;
using Audit.Studies.Reviewing;

namespace Audit.Tests.Studies.Reviewing;

public class ReviewPlanTests
{
    [Fact]
    public void Plan_IsReadAsItWasWritten()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> words = new() { ["method"] = "ibp" };
        ReviewPlan plan = new("--claim linf:0.1", [new("certify-ibp", "certify", words, 2, 50, 1.5),
            new("spoof", "", new Dictionary<string, string>(), 1, 0, 0, "no time") { Examines = "x" }]);
        plan.Write(folder.Path);
        var read = ReviewPlan.Read(folder.Path)!;
        Assert.Equal(plan.Asked, read.Asked);
        Assert.Equal("ibp", read.Steps[0].Options["method"]);
        Assert.Equal(plan.Steps.Select(s => (s.Name, s.Skip, s.Images, s.Seconds, s.LeftOut, s.Examines)),
            read.Steps.Select(s => (s.Name, s.Skip, s.Images, s.Seconds, s.LeftOut, s.Examines)));
        Assert.Equal(1.5, read.Seconds);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Plan_OfADamagedFile_IsRefused(string text)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At(ReviewPlan.FileName), text);
        Assert.Throws<UsageException>(() => ReviewPlan.Read(folder.Path));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("1.5h", 5400)]
    public void Duration_IsReadWithItsUnit(string text, double seconds) => Assert.Equal(seconds, Duration.Seconds(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("-1m")]
    [InlineData("0s")]
    [InlineData("1e9h")]
    [InlineData("nan s")]
    public void Duration_OfSomethingElse_IsRefused(string text) =>
        Assert.Throws<UsageException>(() => Duration.Seconds(text));
}
