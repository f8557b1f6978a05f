using System.Diagnostics;
using System.Globalization;
using Audit.Studies.Driving;
using Spectre.Console;

namespace Audit.Cli.Terminal;

/// <summary>Progress with an estimate of the time left, on stderr: a bar on a terminal, a line now and then in a log.</summary>
public static class Progress
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(15);

    /// <summary>Runs work that reports (done, detail).</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">Value of done at the end.</param>
    /// <param name="work">The work; what it returns is returned.</param>
    public static T Run<T>(string title, double total, Func<ReportProgress, T> work) =>
        Talk.Level == Talkative.Quiet ? work((_, _) => { })
            : Talk.Level == Talkative.Verbose || System.Console.IsErrorRedirected ? Logged(title, total, work)
            : Drawn(title, total, work);

    private static T Drawn<T>(string title, double total, Func<ReportProgress, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(StandardStreams.Terminal) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(Shown.Text(title, 200)), maxValue: Math.Max(1, total));
                return work((done, detail) =>
                {
                    task.Value = done;
                    task.Description = Markup.Escape(Shown.Text($"{title} {detail}", 200));
                });
            });
    }

    private static T Logged<T>(string title, double total, Func<ReportProgress, T> work)
    {
        var clock = Stopwatch.StartNew();
        double first = -1;
        var every = Talk.Level == Talkative.Verbose ? TimeSpan.FromSeconds(1) : LogEvery;
        var next = every;
        return work((done, detail) =>
        {
            if (first < 0)
                first = done;
            if (clock.Elapsed < next)
                return;
            next = clock.Elapsed + every;
            double left = done > first ? clock.Elapsed.TotalSeconds * (total - done) / (done - first) : double.NaN;
            string eta = double.IsNaN(left) ? "?" : TimeSpan.FromSeconds(Math.Round(left))
                .ToString("c", CultureInfo.InvariantCulture);
            System.Console.Error.WriteLine(FormattableString.Invariant($"{title} {done:0.#}/{total} {detail} (left: {eta})"));
        });
    }
}
