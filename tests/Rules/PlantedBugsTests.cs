using System.Diagnostics;
using Xunit.Abstractions;

namespace Audit.Tests.Rules;

/// <summary>The tests see what they are for: bugs that are planted one at a time, as patches in tests/mutants, are noticed by the
/// default suite.</summary>
public class PlantedBugsTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "mutants");

    /// <summary>A patch that no longer applies tests nothing, and would be found where all are planted, hours later.</summary>
    [Fact]
    public void Patches_AreThere_AndApplyToTheSourcesOfToday()
    {
        string[] patches = Directory.GetFiles(Folder);
        Assert.InRange(patches.Length, 140, 1000);
        var stale = patches.Select(Stale).OfType<string>().ToList();
        foreach (string line in stale)
            output.WriteLine(line);
        Assert.True(20 * stale.Count <= patches.Length, $"write these again:\n{string.Join('\n', stale)}");
    }

    private static string? Stale(string patch)
    {
        string name = Path.GetFileNameWithoutExtension(patch);
        string[] lines = File.ReadAllLines(patch);
        Assert.StartsWith("bug: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("notice: FullyQualifiedName~", lines[1], StringComparison.Ordinal);
        string[] files = [.. lines.Where(l => l.StartsWith("+++ b/", StringComparison.Ordinal)).Select(l => l[6..])];
        Assert.NotEmpty(files);
        if (files.FirstOrDefault(f => !File.Exists(Path.Combine(Repository.Root, f))) is { } gone)
            return $"{name}: {gone} is gone";
        var sources = files.SelectMany(f => File.ReadLines(Path.Combine(Repository.Root, f))).ToHashSet(StringComparer.Ordinal);
        return lines.Where(l => l.StartsWith('-') && !l.StartsWith("---", StringComparison.Ordinal))
            .FirstOrDefault(l => !sources.Contains(l[1..])) is { } line ? $"{name}: there is no line '{line[1..].Trim()}'" : null;
    }

    /// <summary>All of them: two hours on two cores. AUDIT_MUTANTS="--from NAME" or names run a part.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task ScriptsMutants_AtLeast95Percent_AreNoticed()
    {
        var info = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        info.ArgumentList.Add(Path.Combine(Repository.Root, "scripts", "mutants"));
        foreach (string word in (Environment.GetEnvironmentVariable("AUDIT_MUTANTS") ?? "").Split(' ',
            StringSplitOptions.RemoveEmptyEntries))
            info.ArgumentList.Add(word);
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        string report = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        output.WriteLine(report);
        Assert.True(process.ExitCode == 0, $"{report}\n{await errors}");
    }
}
