using System.CommandLine;
using System.Text;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Inputs;
using Audit.Inputs.Files;
using Audit.Records.Plots;
using Audit.Records.Report;
using Audit.Records.Review;

namespace Audit.Cli.Commands;

/// <summary>audit report: runs as one page.</summary>
public static class ReportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var runs = new Argument<string[]>("runs") { Description = "Run folders", Arity = ArgumentArity.OneOrMore }.ExistingRuns();
        var output = Choose.Needed("--out", "FILE.html to write; an existing one is replaced").FileToWrite();
        var claim = new Option<string>("--claim") { Description = $"Claim to judge: {Claim.Usage}" };
        var sigma = new Option<string>("--sigma")
        {
            Description = "The claim is about the classifier smoothed with this noise; without it, about the network itself"
        };
        var command = new Command("report", """
            Writes runs as one HTML file: what was audited, a verdict, tables, figures, spoofed images, pitfalls. It needs
            no other file and no network. Figures need gnuplot; without it the page says what is missing.

            Example: audit report runs/ibp runs/spoof runs/pgd runs/diagnosis --claim linf:8/255 --out report.html
            """) { runs, output, claim, sigma };
        command.SetAction(parse =>
        {
            string path = parse.GetRequiredValue(output);
            Claim? asked = parse.GetValue(claim) is { } text && text != "none" ? Claim.Parse(text) : null;
            if (parse.GetValue(sigma) is { } noise)
                asked = asked is null ? throw new UsageException("--sigma says what the claim is about: give --claim as well")
                    : Numbers.TryReal(noise, out double value) && Limits.Sigma.Allow(value) ? asked with { Sigma = value }
                    : throw new UsageException($"--sigma must be {Limits.Sigma.Text(whole: false)}, got {Shown.Name(noise)}");
            if (!path.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"--out must end in .html, got {Shown.Name(path)}");
            string page = new ReportPage(new Gnuplot().Draw, Errors.Warn)
                .Render([.. parse.GetRequiredValue(runs).Select(StoredRuns.Read)], asked);
            WholeFile.Write(path, Encoding.UTF8.GetBytes(page));
            System.Console.Out.WriteLine(path);
            return 0;
        });
        return command;
    }
}
