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
        var (dom, said) = await Open(folder, path);
        Assert.DoesNotContain(said.Split('\n'), line => Complaint().IsMatch(line));
        Assert.Contains("class=\"scripted\"", dom, StringComparison.Ordinal); // the script ran: its hash is the policy's
        Assert.Contains("<h2 id=\"glossary\">", dom, StringComparison.Ordinal);
        // Every figure that is named has its picture, and can be enlarged and saved.
        int figures = dom.Split("class=\"zoom\"").Length - 1;
        Assert.True(figures >= 3, $"{figures} figures");
        Assert.Equal(figures, dom.Split("<figure><svg ").Length - 1);
        Assert.Equal(figures, dom.Split("class=\"save\"").Length - 1);
    }

    /// <summary>What a reader does, done by a script on a copy without the policy, which would not let it run.</summary>
    private const string Reader = """
        (() => {
          const said = [];
          const filter = [...document.querySelectorAll("input.filter")]
            .find(f => document.getElementById(f.dataset.table).querySelector("th.number"));
          const table = document.getElementById(filter.dataset.table);
          const heads = [...table.tHead.rows[0].cells], at = heads.findIndex(h => h.className === "number");
          const shown = () => [...table.tBodies[0].rows].map(r => r.cells[at].dataset.v).filter(v => v !== "").map(Number);
          heads[at].querySelector("button").click();
          const up = shown();
          heads[at].querySelector("button").click();
          const down = shown();
          const rises = a => a.every((v, k) => k === 0 || a[k - 1] <= v);
          said.push("sorted " + (up.length > 1 && rises(up) && rises(down.reverse())));
          filter.value = "no such word";
          filter.dispatchEvent(new Event("input"));
          said.push("filtered " + [...table.tBodies[0].rows].every(r => r.hidden));
          const zoom = document.querySelector("button.zoom");
          zoom.click();
          said.push("enlarged " + zoom.closest("figure").classList.contains("large"));
          HTMLAnchorElement.prototype.click = function () {
            said.push("saved " + this.download + " " + this.href.split(":")[0]);
          };
          document.querySelector("button.save").click();
          document.querySelectorAll(".switch button")[2].click();
          said.push("switched " + [...document.querySelectorAll(".figures figure")].filter(f => !f.hidden).length);
          document.title = said.join("; ");
        })();
        """;

    [BrowserFact]
    public async Task Tables_SortAndFilter_FiguresZoomSaveAndSwitch()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "report.html");
        string[] runs = [.. ((string[])["bound", "bound_spoof", "certify", "attack", "diagnosis"])
            .Select(name => Path.Combine(Repository.Root, "tests", "Golden", "runs", name))];
        Assert.Equal(0, AuditProcess.Run(["report", .. runs, "--out", path]).Status);
        string page = Policy().Replace(await File.ReadAllTextAsync(path), "");
        await File.WriteAllTextAsync(path,
            page.Replace("</body>", $"<script>{Reader}</script></body>", StringComparison.Ordinal));
        var (dom, _) = await Open(folder, path);
        Assert.Contains("<title>sorted true; filtered true; enlarged true; saved ", dom, StringComparison.Ordinal);
        Assert.Contains(".svg blob; switched 1</title>", dom, StringComparison.Ordinal);
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex Policy();

    /// <summary>The page as a browser has it after its scripts, and what the browser said.</summary>
    private static async Task<(string Dom, string Said)> Open(TemporaryFolder folder, string path)
    {
        var info = new ProcessStartInfo(BrowserFactAttribute.Program!, ["--headless", "--no-sandbox", "--disable-gpu",
            "--enable-logging=stderr", $"--user-data-dir={Path.Combine(folder.Path, "profile")}", "--dump-dom", $"file://{path}"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var browser = Process.Start(info)!;
        var said = browser.StandardError.ReadToEndAsync();
        string dom = await browser.StandardOutput.ReadToEndAsync();
        await browser.WaitForExitAsync();
        return (dom, await said);
    }
}
