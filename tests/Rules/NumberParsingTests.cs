using System.Text.RegularExpressions;

namespace Audit.Tests.Rules;

/// <summary>Text becomes a number in Audit.Inputs.Numbers and nowhere else: .NET's own parsers read "0,25" as 25 and take the
/// machine's culture.</summary>
public partial class NumberParsingTests
{
    [GeneratedRegex("""
        \b(double|float|decimal|Half|int|uint|long|ulong|short|ushort|byte|sbyte|nint|Int128|UInt128|BigInteger
          |Double|Single|Decimal|Int16|Int32|Int64|UInt16|UInt32|UInt64|Byte|SByte)\.(Try)?Parse(Exact)?\s*\(
        | \bConvert\.To(Double|Single|Decimal|U?Int(16|32|64)|S?Byte)\s*\( | \bConvert\.ChangeType\s*\( | \bUtf8Parser\b | \bXmlConvert\b
        | \bNumberStyles\.(Any|Number|Currency|AllowThousands|Float\s*\|) | \bCultureInfo\.(CurrentCulture|CurrentUICulture|GetCultureInfo)\b
        | \bTypeDescriptor\.GetConverter\b | \bI(Span|Utf8Span)?Parsable<
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Forbidden();

    /// <summary>The parser itself, and the binding, which may use nothing but TorchSharp.</summary>
    private static readonly string[] Exempt = [Path.Combine("Inputs", "Numbers.cs"), Path.Combine("Torch", "torch.Device.cs")];

    [Fact]
    public void Sources_ParseNumbersInOnePlace()
    {
        string root = Path.Combine(Repository.Root, "src");
        string[] files = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "obj" or "bin")
            && !Exempt.Any(e => f.EndsWith(e, StringComparison.Ordinal)))];
        Assert.True(files.Length > 100, $"{root} has only {files.Length} source files: the scan looks in the wrong place.");
        string[] found = [.. files.SelectMany(file => File.ReadAllLines(file).Where(IsHit)
            .Select(line => $"{Path.GetRelativePath(root, file)}: {line.Trim()}"))];
        Assert.True(found.Length == 0, "Numbers are read by Audit.Inputs.Numbers. Found:\n" + string.Join('\n', found));
    }

    [Theory]
    [InlineData("double.TryParse(text, CultureInfo.InvariantCulture, out double v)")]
    [InlineData("var v = float.Parse(s);")]
    [InlineData("int.TryParse(text, out int n)")]
    [InlineData("x = Convert.ToDouble(text);")]
    [InlineData("BigInteger.TryParse(text, out var v)")]
    [InlineData("Int128.Parse(text)")]
    [InlineData("var c = CultureInfo.CurrentCulture;")]
    public void Hit_OtherParsers_AreSeen(string code) => Assert.True(IsHit(code));

    [Theory]
    [InlineData("Numbers.TryReal(text, out double v)")]
    [InlineData("JsonDocument.Parse(header)")]
    [InlineData("// double.Parse takes commas")]
    [InlineData("Convert.ToHexStringLower(hash)")]
    public void Hit_OtherCode_IsLeftAlone(string code) => Assert.False(IsHit(code));

    private static bool IsHit(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Forbidden()
        .IsMatch(line);
}
