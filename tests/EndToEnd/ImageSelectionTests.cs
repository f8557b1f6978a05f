using Audit.Inputs;
using Audit.Studies.Subjects;

namespace Audit.Tests.EndToEnd;

public class ImageSelectionTests
{
    [Theory]
    [InlineData("17", new[] { 17 })]
    [InlineData("5,3,4-6", new[] { 3, 4, 5, 6 })]
    [InlineData("0-2,99", new[] { 0, 1, 2, 99 })]
    public void Parse_IndexesAndRanges_AreSortedAndTakenOnce(string text, int[] expected) =>
        Assert.Equal(expected, ImageChoice.Parse(text, 100));

    [Theory]
    [InlineData("")]
    [InlineData("1,,2")]
    [InlineData("-3")]
    [InlineData("1-2-3")]
    [InlineData("4-3")]
    [InlineData("100")]
    [InlineData("0-2147483647")]
    [InlineData("1e3")]
    public void Parse_AnythingElse_IsRefused(string text) => Assert.Throws<UsageException>(() => ImageChoice.Parse(text, 100));
}
