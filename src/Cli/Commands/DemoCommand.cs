using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Inputs.Settings;
using Audit.Records.Plots;
using Audit.Records.Runs;
using Audit.Records.Tables;
using Audit.Studies;

namespace Audit.Cli.Commands;

/// <summary>audit demo: the whole path on embedded data and an embedded model.</summary>
public static class DemoCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var output = Choose.With("--out", "runs/demo", "Folder of the runs, tables and figures").FolderToWrite();
        var command = new Command("demo", """
            Certifies and spoofs a small model on synthetic images, prints both tables, draws the figures: under 3 minutes on 2 cores.

            Example: audit demo
            """) { output };
        command.SetAction(parse => Run(parse.GetRequiredValue(output)));
        return command;
    }

    private static int Run(string folder)
    {
        string certified = Path.Combine(folder, "certify"), spoofed = Path.Combine(folder, "spoof");
        Step("certify 40 images, 10,000 noisy samples each", "certify", new CertifyForm(), ("skip", "25"), ("out", certified));
        Step("spoof 10 of them with the Shadow Attack", "spoof", new SpoofForm(), ("skip", "100"), ("out", spoofed));

        var natural = StoredRuns.Read(certified);
        var attack = StoredRuns.Read(spoofed);
        var files = new List<string>();
        foreach (var (name, kind, run) in new[] { ("certified-accuracy", CertifiedAccuracyTable.Kind, natural),
            ("spoofed-radius", SpoofedRadiusTable.Kind, attack) })
        {
            files.Add(Path.Combine(folder, $"{name}.md"));
            File.WriteAllText(files[^1], Summary.Render([run], new() { Kind = kind }, new()) + "\n");
        }
        (string Kind, StoredRun Run)[] figures =
        [
            (CertifiedAccuracyCurve.Kind, natural), (RadiusHistogram.Kind, attack), (RadiusScatter.Kind, attack),
                (ImageGrid.Kind, attack),
        ];
        System.Console.Error.WriteLine("draw the figures");
        files.AddRange(Drawn([.. figures.SelectMany(f => (string[])["svg", "png"], (f, format) =>
            Path.Combine(folder, $"{f.Kind}.{format}"))],
            path => PlotCommand.Draw([figures.First(f => f.Kind == Path.GetFileNameWithoutExtension(path)).Run],
                Path.GetFileNameWithoutExtension(path), path), Errors.Warn));
        System.Console.Out.WriteLine("\nEverything lies in " + Path.GetFullPath(folder) + ":");
        foreach (string file in (string[])[certified, spoofed, .. files])
            System.Console.Out.WriteLine("  " + Path.GetRelativePath(folder, file));
        return 0;
    }

    /// <summary>The figures that could be drawn: certificates and tables are worth the same without them.</summary>
    /// <param name="paths">Files to draw.</param>
    /// <param name="draw">Draws one; data and script stay where gnuplot is missing.</param>
    /// <param name="warn">Told each reason once.</param>
    public static IReadOnlyList<string> Drawn(IReadOnlyList<string> paths, Action<string> draw, Action<string> warn)
    {
        var (drawn, reasons) = (new List<string>(), new HashSet<string>());
        foreach (string path in paths)
        {
            try
            {
                draw(path);
                drawn.Add(path);
            }
            catch (PlotException e)
            {
                if (reasons.Add(e.Message))
                    warn(e.Message);
            }
        }
        return drawn;
    }

    /// <summary>Runs a study of the embedded model on the embedded data.</summary>
    private static void Step(string title, string command, StudyForm form, params (string Name, string Value)[] more)
    {
        string model = Path.Combine(AppContext.BaseDirectory, "models", "glyphs-cnn-small-sigma0.25.safetensors");
        (string Name, string Value)[] options = [("model", model), ("data", "glyphs"), ("sigma", "0.25"), ("n", "10000"),
            .. more];
        System.Console.Error.WriteLine($"{title}\n  audit {command} {string.Join(' ', options.Select(o =>
            $"--{o.Name} {o.Value}"))}");
        if (StudyCommand.Run(new Given(options.ToDictionary(o => o.Name, o => (IReadOnlyList<string>)[o.Value])),
            form) == Errors.Interrupted)
            throw new OperationCanceledException();
    }
}
