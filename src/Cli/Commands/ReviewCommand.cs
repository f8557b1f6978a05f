using System.CommandLine;
using System.Globalization;
using System.Text;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Inputs.Files;
using Audit.Inputs.Settings;
using Audit.Records.Plots;
using Audit.Records.Report;
using Audit.Records.Review;
using Audit.Studies.Driving;
using Audit.Studies.Reviewing;
using Audit.Studies.Subjects;

namespace Audit.Cli.Commands;

/// <summary>audit review: certificates, spoofs, attacks and diagnosis of one model, a verdict, a report.</summary>
public static class ReviewCommand
{
    /// <summary>Exit status of a claim that is refuted.</summary>
    public const int Refuted = 1;

    /// <summary>Exit status of a claim that is undecided.</summary>
    public const int Undecided = 3;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "Model file, as --model of the other commands" }
            .ExistingFile("model file");
        var command = new Command("review", $"""
            Reviews a model: certifies by every method that applies, spoofs, attacks, cross-examines the certificates,
            diagnoses the gradients; on as many images as the time allows, by measured speeds. Ends in a verdict and in
            OUT/report.html. The same command continues.
            Exit status: 0 the claim is held (or none was made and nothing is false), {Refuted} refuted, {Undecided} undecided.

            Example: audit review net.onnx --data cifar10:DIR --claim linf:8/255 --budget 10m --out runs/review
                     audit review net.pt --data cifar10:DIR --claim l2:0.5 --sigma 0.25 --budget 2h --out runs/r25
            """) { model };
        var options = new Form(command, [.. Offer.Of([RunRequest.FolderSetting], new()),
            .. Offer.Of(SubjectOptions.Settings().Where(s => s.Name is not ("model" or "skip" or "max" or "images")).ToList(),
                new()),
            .. Offer.Of(ReviewOptions.Settings, new())]);
        command.SetAction(parse => Run(options.Read(parse).With("model", parse.GetRequiredValue(model))));
        return command;
    }

    private static int Run(Given given)
    {
        string folder = given.Read([RunRequest.FolderSetting], new RunRequest()).Folder;
        var view = new TerminalView();
        var reviewer = new Reviewer(given, view);
        var plan = reviewer.Plan(folder);
        Show(plan);
        if (given.Has("dry-run"))
            return 0;
        var left = reviewer.Run(plan, folder);
        var (verdict, runs) = reviewer.Judge(plan, folder, left);
        Print(verdict);
        string path = Path.Combine(folder, "report.html");
        if (runs.Count > 0)
        {
            string page = new ReportPage(new Gnuplot().Draw, Errors.Warn).Render(runs, verdict.Claim, left);
            WholeFile.Write(path, Encoding.UTF8.GetBytes(page));
            System.Console.Out.WriteLine($"\nreport: {path}");
        }
        return verdict.Overall switch { Standing.Refuted => Refuted, Standing.Undecided => Undecided, _ => 0 };
    }

    private static void Show(ReviewPlan plan)
    {
        foreach (var step in plan.Steps.Where(s => s.LeftOut is null))
            System.Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {step.Name,-20} {step.Images,6} images   about {Duration.Text(step.Seconds)}"));
        foreach (var step in plan.Steps.Where(s => s.LeftOut is not null))
            System.Console.Error.WriteLine($"  {step.Name,-20}    not run: {step.LeftOut}");
        System.Console.Error.WriteLine($"  estimate of all: about {Duration.Text(plan.Seconds)}");
    }

    private static void Print(ReviewVerdict verdict)
    {
        System.Console.Out.WriteLine($"\n{verdict.Headline}.\n");
        foreach (var clause in verdict.Clauses)
            System.Console.Out.WriteLine($"* {clause.Question} {clause.Standing.Name().ToUpperInvariant()}. {clause.Text}");
        foreach (var left in verdict.LeftOut)
            System.Console.Out.WriteLine($"* NOT RUN: {left.Step}: {left.Reason}");
    }
}
