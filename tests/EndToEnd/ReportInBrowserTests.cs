using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Audit.Tests.EndToEnd;

/// <summary>The report as a browser reads it, under its own policy.</summary>
public partial class ReportInBrowserTests
{
    [GeneratedRegex(@"CONSOLE|Refused|Content Security Policy|Uncaught", RegexOptions.IgnoreCase)]
    private static partial Regex Complaint();

    [BrowserFact]
    public async Task Report_OpensWithoutComplaint_AndItsScriptRuns()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "report.html");
        string[] runs = [.. ((string[])["bound", "bound_spoof", "certify", "attack", "diagnosis"])
            .Select(name => Path.Combine(Repository.Root, "tests", "Golden", "runs", name))];
        var (status, _, error) = AuditProcess.Run(["report", .. runs, "--out", path]);
        Assert.True(status == 0, error);
        var info = new ProcessStartInfo(BrowserFactAttribute.Program!, ["--headless", "--no-sandbox", "--disable-gpu",
            "--enable-logging=stderr", $"--user-data-dir={Path.Combine(folder.Path, "profile")}", "--dump-dom", $"file://{path}"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var browser = Process.Start(info)!;
        var said = browser.StandardError.ReadToEndAsync();
        string dom = await browser.StandardOutput.ReadToEndAsync();
        await browser.WaitForExitAsync();
        Assert.DoesNotContain((await said).Split('\n'), line => Complaint().IsMatch(line));
        Assert.Contains("class=\"scripted\"", dom, StringComparison.Ordinal); // the script ran: its hash is the policy's
        Assert.Contains("<h2 id=\"glossary\">", dom, StringComparison.Ordinal);
    }
}
