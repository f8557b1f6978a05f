using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
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
        var kind = Choose.Needed<string>("--kind", "radius-histogram, certified-accuracy, radius-scatter, image-grid or distortion (robust accuracy by budget, of diagnose)");
        kind.OneOf(RadiusHistogram.Kind, CertifiedAccuracyCurve.Kind, RadiusScatter.Kind, ImageGrid.Kind, DistortionCurve.Kind);
        var output = Choose.Needed<string>("--out", "FILE.svg, FILE.png or FILE.pdf; the data and the gnuplot script are kept beside it").FileToWrite();
        var command = new Command("plot", """
            Draws a figure of finished or unfinished runs with gnuplot.

            Example: audit plot runs/s25 --kind radius-histogram --out figures/radii.svg
            """) { runs, kind, output };
        command.SetAction(parse =>
        {
            string path = parse.GetRequiredValue(output);
            Draw([.. parse.GetRequiredValue(runs).Select(Records.Runs.Run.Read)], parse.GetRequiredValue(kind), path);
            System.Console.Out.WriteLine(path);
            return 0;
        });
        return command;
    }

    /// <summary>Draws one figure.</summary>
    public static void Draw(IReadOnlyList<StoredRun> runs, string kind, string path)
    {
        if (kind is not (CertifiedAccuracyCurve.Kind or DistortionCurve.Kind) && runs.Count != 1)
            throw new UsageException($"--kind {kind} draws one run, got {runs.Count}");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            if (!Directory.Exists(Path.GetDirectoryName(folder)))
                throw new UsageException($"--out {Shown.Name(path, 200)}: there is no folder {Shown.Name(Path.GetDirectoryName(folder) ?? "/", 200)}");
            System.Console.Error.WriteLine($"making the folder {folder}");
            Directory.CreateDirectory(folder);
        }
        new Gnuplot().Draw(kind switch
        {
            RadiusHistogram.Kind => RadiusHistogram.Of(runs[0]),
            CertifiedAccuracyCurve.Kind => CertifiedAccuracyCurve.Of(runs),
            RadiusScatter.Kind => RadiusScatter.Of(runs[0]),
            DistortionCurve.Kind => DistortionCurve.Of(runs),
            _ => ImageGrid.Of(runs[0], classNames: ClassNames(runs[0])),
        }, path);
    }

    private static string[]? ClassNames(StoredRun run) =>
        run.Manifest.Question["class_names"] is JsonArray names ? [.. names.Select(n => (string)n!)] : null;
}
