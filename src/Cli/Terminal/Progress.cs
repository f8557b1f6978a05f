using System.Diagnostics;
using System.Globalization;
using Audit.Studies.Driving;
using Spectre.Console;

namespace Audit.Cli.Terminal;

/// <summary>Progress with a rate and an estimate of the time left, on stderr: a bar on a terminal, a line now and then in a
/// log.</summary>
public static class Progress
{
    private static readonly TimeSpan LogFirst = TimeSpan.FromSeconds(5), LogEvery = TimeSpan.FromSeconds(15);

    /// <summary>The console that draws the bar; null while there is none.</summary>
    private static volatile IAnsiConsole? drawing;

    /// <summary>Runs work that reports (done, detail).</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">Value of done at the end.</param>
    /// <param name="work">The work; what it returns is returned.</param>
    public static T Run<T>(string title, double total, Func<ReportProgress, T> work) =>
        Talk.Level == Talkative.Quiet ? work((_, _) => { })
            : Talk.Level == Talkative.Verbose || System.Console.IsErrorRedirected ? Logged(title, total, work)
            : Drawn(title, total, work);

    /// <summary>Writes a line above the bar, which would overwrite it otherwise.</summary>
    /// <returns>False where no bar is drawn, and nothing was written.</returns>
    internal static bool WriteAbove(string text)
    {
        if (drawing is not { } console)
            return false;
        console.Write(new Text(Shown.Printable(text, lines: true) + "\n"));
        return true;
    }

    private static T Drawn<T>(string title, double total, Func<ReportProgress, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(StandardStreams.Terminal) });
        var speed = new ProgressSpeed(total);
        drawing = console;
        try
        {
            return console.Progress()
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 },
                new SpeedColumn(speed))
                .Start(context =>
                {
                    var task = context.AddTask(Markup.Escape(Shown.Text(title, 200)), maxValue: Math.Max(1, total));
                    return work((done, detail) =>
                    {
                        speed.Add(done);
                        task.Value = done;
                        task.Description = Markup.Escape(Shown.Text($"{title} {speed.Count} {detail}", 200));
                    });
                });
        }
        finally
        {
            drawing = null;
        }
    }

    private static T Logged<T>(string title, double total, Func<ReportProgress, T> work)
    {
        var clock = Stopwatch.StartNew();
        var every = Talk.Level == Talkative.Verbose ? TimeSpan.FromSeconds(1) : LogEvery;
        var speed = new ProgressSpeed(total);
        var next = every < LogFirst ? every : LogFirst;
        return work((done, detail) =>
        {
            speed.Add(done);
            if (clock.Elapsed < next)
                return;
            next = clock.Elapsed + every;
            System.Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{title} {speed.Count} {detail} ({speed.Text})"));
        });
    }
}
