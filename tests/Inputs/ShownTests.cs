using Audit.Inputs;

namespace Audit.Tests.Inputs;

/// <summary>Nothing that a file says may act on a terminal or flood it.</summary>
public class ShownTests
{
    [Theory]
    [InlineData("\u001b[2J", "'\\x1b[2J'")]
    [InlineData("a\r\nb", "'a\\x0d\\x0ab'")]
    [InlineData("\u009b31m", "'\\x9b31m'")]
    [InlineData("\u202egnp.exe", "'\\u202egnp.exe'")]
    [InlineData("\u2028", "'\\u2028'")]
    [InlineData("\0", "'\\x00'")]
    [InlineData("\u007f", "'\\x7f'")]
    [InlineData("", "''")]
    [InlineData("café 😀 猫", "'café 😀 猫'")]
    public void Name_ActiveCharacters_AreWrittenOut(string text, string expected) => Assert.Equal(expected, Shown.Name(text));

    [Fact]
    public void Name_HalfAPair_IsWrittenOut() => Assert.Equal("'\\ud800x\\udc00'", Shown.Name("\ud800x\udc00"));

    [Fact]
    public void Name_Long_IsCut()
    {
        Assert.Equal($"'{new string('a', 80)}...'", Shown.Name(new string('a', 1_000_000)));
        Assert.Equal("'aaa...'", Shown.Name("aaa😀b", 4)); // a pair is not cut in two
        Assert.Equal($"'{new string('a', 78)}\\x...'", Shown.Name(new string('a', 78) + "\0\0\0")); // as it is shown
        Assert.InRange(Shown.Text(new string('\0', 1_000_000), 2000).Length, 0, 2003);
    }

    [Fact]
    public void Printable_Lines_MayStay() => Assert.Equal("a\n\tb\\x0d", Shown.Printable("a\n\tb\r", lines: true));
}
