using Audit.Defences;
using Audit.Inputs;

namespace Audit.Tests.Defences;

public class DefenceSpecTests
{
    public static readonly TheoryData<string> Usages = [.. DefenceKind.Known.Select(k => k.Usage)];

    [Theory]
    [MemberData(nameof(Usages))]
    public void Parse_Usage_IsTheDefault_AndItsTextReadsBack(string usage)
    {
        var defence = DefenceSpec.Parse(usage);
        Assert.Equal(defence, DefenceSpec.Parse(usage.Split(':')[0]));
        Assert.Equal(defence, DefenceSpec.Parse(defence.Text));
        Assert.Equal(usage.Split(':')[0], defence.Name);
    }

    [Fact]
    public void Parse_NamedOptions_InAnyOrder() =>
        Assert.Equal(new TotalVariation(0.25, 0.1, 7), DefenceSpec.Parse("tv:steps=7,drop=0.25,lambda=0.1"));

    [Theory]
    [InlineData("jpg:75", "must be one of bits:3, jpeg:75")]
    [InlineData("", "must be one of")]
    [InlineData("jpeg:0", "quality must be 1 to 100, got 0")]
    [InlineData("jpeg:high", "quality must be a whole number, got 'high'")]
    [InlineData("jpeg:75,80", "expected quality=..., got '80'")]
    [InlineData("jpeg:quality=75,quality=80", "quality is given twice")]
    [InlineData("jpeg:q=75", "has the options quality, got 'q'")]
    [InlineData("label-only:1", "expected no options, got '1'")]
    [InlineData("bits:9", "bits must be 1 to 8, got 9")]
    [InlineData("thermometer:1", "levels must be 2 to 256, got 1")]
    [InlineData("thermometer:2000000000", "levels must be 2 to 256")]
    [InlineData("tv:drop=1", "drop must be in [0,1), got 1")]
    [InlineData("tv:NaN", "lambda must be a number, got 'NaN'")]
    [InlineData("resize-pad:0", "share in (0,1], got 0")]
    [InlineData("crops:0", "crops must be 1 to 1000, got 0")]
    [InlineData("crops:size=NaN", "size must be a number, got 'NaN'")]
    [InlineData("prune:-1", "share must be above 0")]
    [InlineData("noise:NaN", "sigma must be a number, got 'NaN'")]
    [InlineData("saturate:0", "temperature must be above 0")]
    public void Parse_Wrong_OneLineWithTheText(string text, string expected)
    {
        string message = Assert.Throws<UsageException>(() => DefenceSpec.Parse(text)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith("--defence", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
