using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Inputs.Settings;
using Audit.Records.Plots;
using Audit.Records.Runs;

namespace Audit.Cli.Commands;

/// <summary>audit plot: figures from stored records alone.</summary>
public static class PlotCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var runs = new Argument<string[]>("runs") { Description = "Run folders", Arity = ArgumentArity.OneOrMore }.ExistingRuns();
        var output = Choose.Needed("--out", "FILE.svg, FILE.png or FILE.pdf; the data and the gnuplot script are kept beside it")
            .FileToWrite();
        var command = new Command("plot", """
            Draws a figure of finished or unfinished runs with gnuplot.

            Example: audit plot runs/s25 --kind radius-histogram --out figures/radii.svg
                     audit plot runs/c25 runs/c50 --kind certified-accuracy --reference cohen2019 --width 3.25in --out figures/cohen.pdf
            """) { runs, output };
        var options = new Form(command, [.. Offer.Of(FigureOptions.Settings, new()), .. Offer.Of(RunNames.Settings, new())]);
        command.SetAction(parse =>
        {
            string path = parse.GetRequiredValue(output);
            var given = options.Read(parse);
            var asked = given.Read(FigureOptions.Settings, new());
            var stored = given.Read(RunNames.Settings, new()).Name([.. parse.GetRequiredValue(runs).Select(StoredRuns.Read)]);
            Draw(FigureCatalog.Of(stored, asked), path);
            System.Console.Out.WriteLine(path);
            return 0;
        });
        return command;
    }

    /// <summary>Draws one figure as it is by default.</summary>
    public static void Draw(IReadOnlyList<StoredRun> runs, string kind, string path) => Draw(FigureCatalog.Of(runs, kind), path);

    private static void Draw(Figure figure, string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            if (!Directory.Exists(Path.GetDirectoryName(folder)))
                throw new UsageException(
                    $"--out {Shown.Name(path, 200)}: there is no folder {Shown.Name(Path.GetDirectoryName(folder) ?? "/", 200)}");
            System.Console.Error.WriteLine($"making the folder {folder}");
            Directory.CreateDirectory(folder);
        }
        new Gnuplot().Draw(figure, path);
    }
}
