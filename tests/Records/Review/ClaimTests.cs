using Audit.Inputs;
using Audit.Records.Certificates;
using Audit.Records.Review;

namespace Audit.Tests.Records.Review;

public class ClaimTests
{
    [Theory]
    [InlineData("linf:8/255", Norm.Linf, 8.0 / 255, null)]
    [InlineData("l2:0.5", Norm.L2, 0.5, null)]
    [InlineData("linf:8/255:0.32", Norm.Linf, 8.0 / 255, 0.32)]
    public void Parse_ReadsBackWhatWasGiven(string text, Norm norm, double size, double? share)
    {
        var claim = Claim.Parse(text);
        Assert.Equal(new(norm, size, share), claim);
        Assert.Equal(text, claim.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("robust")]
    [InlineData("linf")]
    [InlineData("linf:")]
    [InlineData("linf:-1")]
    [InlineData("linf:0")]
    [InlineData("linf:inf")]
    [InlineData("linf:8/255:0")]
    [InlineData("linf:8/255:1.2")]
    [InlineData("linf:8/255:0.3:x")]
    [InlineData("l3:0.5")]
    public void Parse_OfWhatCannotBeTested_IsRefused(string text) =>
        Assert.StartsWith("--claim", Assert.Throws<UsageException>(() => Claim.Parse(text)).Message, StringComparison.Ordinal);
}
