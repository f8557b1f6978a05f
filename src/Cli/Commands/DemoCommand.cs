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
            Certifies and spoofs a small model on drawn images, prints both tables, draws the figures: under 3 minutes on 2 cores.

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

        var natural = Records.Runs.Run.Read(certified);
        var attack = Records.Runs.Run.Read(spoofed);
        (string Kind, StoredRun Run)[] figures =
        [
            (CertifiedAccuracyCurve.Kind, natural), (RadiusHistogram.Kind, attack), (RadiusScatter.Kind, attack), (ImageGrid.Kind, attack),
        ];
        System.Console.Error.WriteLine("draw the figures");
        var files = new List<string>();
        foreach (var (kind, run) in figures)
        {
            foreach (string format in (string[])["svg", "png"])
            {
                files.Add(Path.Combine(folder, $"{kind}.{format}"));
                PlotCommand.Draw([run], kind, files[^1]);
            }
        }
        foreach (var (name, kind, run) in new[] { ("certified-accuracy", CertifiedAccuracyTable.Kind, natural), ("spoofed-radius", SpoofedRadiusTable.Kind, attack) })
        {
            files.Add(Path.Combine(folder, $"{name}.md"));
            File.WriteAllText(files[^1], Summary.Render([run], new() { Kind = kind }, "md") + "\n");
        }
        System.Console.Out.WriteLine("\nEverything lies in " + Path.GetFullPath(folder) + ":");
        foreach (string file in (string[])[certified, spoofed, .. files])
            System.Console.Out.WriteLine("  " + Path.GetRelativePath(folder, file));
        return 0;
    }

    /// <summary>Runs a study of the embedded model on the embedded data.</summary>
    private static void Step(string title, string command, StudyForm form, params (string Name, string Value)[] more)
    {
        string model = Path.Combine(AppContext.BaseDirectory, "models", "glyphs-cnn-small-sigma0.25.safetensors");
        (string Name, string Value)[] options = [("model", model), ("data", "glyphs"), ("sigma", "0.25"), ("n", "10000"), .. more];
        System.Console.Error.WriteLine($"{title}\n  audit {command} {string.Join(' ', options.Select(o => $"--{o.Name} {o.Value}"))}");
        if (StudyCommand.Run(new Given(options.ToDictionary(o => o.Name, o => (IReadOnlyList<string>)[o.Value])), form) == Errors.Interrupted)
            throw new OperationCanceledException();
    }
}
