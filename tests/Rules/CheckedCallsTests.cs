using System.Text.RegularExpressions;

namespace Audit.Tests.Rules;

/// <summary>Two functions of TorchSharp end the process where their arguments are wrong: they are called in one place each, which
/// checks first.</summary>
public partial class CheckedCallsTests
{
    [GeneratedRegex(@"\bautograd\.grad\s*\(|\bmatmul\s*\(")]
    private static partial Regex Unchecked();

    private static readonly string[] Checking = ["Autograd.cs", "MatrixProduct.cs"];

    [Fact]
    public void Sources_CallThemThroughTheirChecks()
    {
        string root = Path.Combine(Repository.Root, "src");
        string[] files = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(root, f))
            .Where(f => !f.StartsWith("Torch" + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && !f.Split(Path.DirectorySeparatorChar).Contains("obj"))];
        Assert.All(Checking, name => Assert.Contains(files, f => Path.GetFileName(f) == name && Hits(Path.Combine(root, f))
            .Any()));
        string[] found = [.. files.Where(f => !Checking.Contains(Path.GetFileName(f)))
            .SelectMany(f => Hits(Path.Combine(root, f)).Select(line => $"{f}: {line}"))];
        Assert.True(found.Length == 0, $"use Autograd and MatrixProduct.Times:\n{string.Join('\n', found)}");
    }

    private static IEnumerable<string> Hits(string file) =>
        File.ReadLines(file).Select(line => line.Trim()).Where(line => !line.StartsWith("//", StringComparison.Ordinal)
            && Unchecked().IsMatch(line));
}
