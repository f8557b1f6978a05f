using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Audit.Tests.Rules;

/// <summary>Randomness comes from an address (Audit.Noise) and from nowhere else.</summary>
public partial class ForbiddenCallsTests
{
    // The names cover declarations in the binding as well: what it does not offer, nobody can call. Dropout draws its mask from
    // torch's global generator; so do the in-place fills and the weight initialisers.
    [GeneratedRegex("""
        \bSystem\.Random\b | \bnew\s+Random\s*\( | \bRandom\.Shared\b | \bRandom\s+\w+\s*=\s*new\b | \bRandomNumberGenerator\b
        | \bGuid\.NewGuid\b | \bMathNet\.Numerics\.Random\b
        | \bmanual_seed(_all)?\b | \bset_rng_state\b | \btorch\.random\b | \bGenerator\s*\(
        | \b(rand|randn|randint|randperm|rand_like|randn_like|randint_like|bernoulli|multinomial|poisson|normal)\s*\(
        | \b(bernoulli_|normal_|uniform_|random_|exponential_|cauchy_|geometric_|log_normal_|kaiming_\w+|xavier_\w+|trunc_normal_|orthogonal_)\s*\(
        | \b(Dropout(1d|2d|3d)?|AlphaDropout|dropout(1d|2d|3d)?|alpha_dropout|feature_dropout|rrelu)\s*\(
        | "(aten::)(rand\w*|normal\w*|bernoulli\w*|multinomial|poisson|\w*dropout\w*|uniform_|random_|rrelu\w*)"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Forbidden();

    [Fact]
    public void Sources_UseNoGlobalGenerator()
    {
        string root = Path.Combine(RepositoryRoot(), "src");
        string[] files = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Where(IsSource)];
        Assert.True(files.Length > 10, $"{root} has only {files.Length} source files: the scan looks in the wrong place.");
        string[] found = [.. files.SelectMany(file => Found(File.ReadAllText(file))
            .Select(hit => $"{Path.GetRelativePath(root, file)}:{hit.Line}: {hit.Text}"))];
        Assert.True(found.Length == 0, "Randomness goes through Rng and NoiseAddress. Found:\n" + string.Join('\n', found));
    }

    [Theory]
    [InlineData("var random = new Random(5);")]
    [InlineData("double u = Random.Shared.NextDouble();")]
    [InlineData("Random random = new(5);")]
    [InlineData("torch.manual_seed(3);")]
    [InlineData("var noise = torch.randn(3, 4);")]
    [InlineData("using var noise = torch.randn_like(x);")]
    [InlineData("var noise = rand_like(x);")]
    [InlineData("x.normal_(0, 1);")]
    [InlineData("x = functional.dropout(x, 0.5);")]
    [InlineData("private readonly Module drop = nn.Dropout(0.5);")]
    [InlineData("Call(\"aten::randn_like\", x);")]
    [InlineData("public static Tensor rand(params long[] size) => Call(size);")]
    [InlineData("var order = torch.randperm(10);")]
    public void Found_GlobalGenerator_IsSeen(string code) =>
        Assert.Single(Found($"// first line\n{code}\n"), hit => hit.Line == 2);

    [Theory]
    [InlineData("var rng = new Rng(seed).Derive(\"attack\");")]
    [InlineData("// torch.randn(3) would draw from the global generator")]
    [InlineData("/// <summary>Unlike torch.manual_seed(0).</summary>")]
    [InlineData("int operand = Operand(3); Tensor batch_normal = x;")]
    public void Found_OtherCode_IsLeftAlone(string code) => Assert.Empty(Found(code));

    /// <summary>Hits outside comments. The text of a string counts: an operator's name is one.</summary>
    private static IEnumerable<(int Line, string Text)> Found(string source)
    {
        string[] lines = source.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimStart();
            if (!line.StartsWith("//", StringComparison.Ordinal) && Forbidden().IsMatch(line))
                yield return (i + 1, line.Trim());
        }
    }

    private static bool IsSource(string file)
    {
        string[] parts = file.Split(Path.DirectorySeparatorChar);
        return !parts.Contains("obj") && !parts.Contains("bin");
    }

    private static string RepositoryRoot([CallerFilePath] string here = "")
    {
        DirectoryInfo? folder = new(Path.GetDirectoryName(here)!);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Audit.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No Audit.sln above {here}.");
    }
}
