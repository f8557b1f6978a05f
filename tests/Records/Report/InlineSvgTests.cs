using Audit.Records.Plots;
using Audit.Records.Report;

namespace Audit.Tests.Records.Report;

public class InlineSvgTests
{
    [Fact]
    public void Clean_KeepsWhatDraws_AndNothingThatActs()
    {
        string clean = InlineSvg.Clean("""
            <?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x "y">]>
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1"
             onload="alert(1)">
            <script>alert(2)</script><style>* { fill: red }</style><foreignObject><p>x</p></foreignObject>
            <defs><path id="a" d="M0,0" style="fill:red" onclick="alert(3)"/></defs>
            <use xlink:href="#a"/><use xlink:href="https://example.org/#a"/><image href="javascript:alert(4)"/>
            <image xlink:href="data:image/svg+xml;base64,AA"/><image xlink:href="data:image/png;base64,AA"/>
            <rect fill="url(#a)"/><rect fill="url(https://example.org)"/><a href="x"><text>linked</text></a>
            <text>1 &lt; 2 &amp; </text></svg>
            """, "a \"title\"", "f1-");
        foreach (string bad in (string[])["script", "alert", "style", "foreign", "onload", "onclick", "example.org", "svg+xml",
            "<a"])
            Assert.DoesNotContain(bad, clean, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("id=\"f1-a\"", clean, StringComparison.Ordinal);
        Assert.Contains("href=\"#f1-a\"", clean, StringComparison.Ordinal);
        Assert.Contains("url(#f1-a)", clean, StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,AA", clean, StringComparison.Ordinal);
        Assert.Contains("1 &lt; 2 &amp; ", clean, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"a &quot;title&quot;\"", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html/>")]
    [InlineData("no markup")]
    [InlineData("")]
    public void Clean_OfSomethingElse_IsRefused(string text) =>
        Assert.Throws<PlotException>(() => InlineSvg.Clean(text, "t", "p"));
}
