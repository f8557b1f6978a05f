using System.CommandLine;
using System.Text.Json.Nodes;
using Audit.Cli.Options;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>audit import: others' published results as records of ours.</summary>
public static class ImportCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("import", "Turns published results into records, for tables and figures.") { Cohen() };

    private static Command Cohen()
    {
        var file = new Argument<string>("file") { Description = "Log of locuslab/smoothing: idx, label, predict, radius, correct, time" }.ExistingFile("log");
        var sigma = Choose.Needed<double>("--sigma", "Noise that the log was certified with", Limits.Sigma);
        var n0 = Choose.With("--n0", 100L, "Selection samples of the log", Limits.Counted);
        var n = Choose.With("--n", 100_000L, "Estimation samples of the log", Limits.Counted);
        var alpha = Choose.With("--alpha", 0.001, "Failure probability of the log", Limits.Probability);
        var output = Choose.RunFolder();
        var command = new Command("cohen", """
            Imports a certification log of Cohen et al. 2019.

            Example: audit import cohen data/certify/cifar10/resnet110/noise_0.25/test/sigma_0.25 --sigma 0.25 --out runs/cohen25
            """) { file, sigma, n0, n, alpha, output };
        command.SetAction(parse =>
        {
            string path = parse.GetRequiredValue(file);
            var records = CohenLog.Read(path, parse.GetValue(sigma), parse.GetValue(n0), parse.GetValue(n), parse.GetValue(alpha));
            SmoothingOptionSet.WarnOfAlpha(parse.GetValue(alpha));
            var question = new JsonObject
            {
                ["source"] = "cohen",
                ["log_sha256"] = Provenance.FileHash(path),
                ["sigma"] = parse.GetValue(sigma),
                ["n0"] = parse.GetValue(n0),
                ["n"] = parse.GetValue(n),
                ["alpha"] = parse.GetValue(alpha),
            };
            var manifest = new Manifest { Command = "import cohen", Question = question, Items = records.Count, How = new JsonObject { ["log"] = path } };
            using (var run = Records.Runs.Run.OpenOrCreate(parse.GetRequiredValue(output), manifest))
                Runner.Complete(run, [.. records.Select(r => r.Index)], records.ToDictionary(r => r.Index).GetValueOrDefault!);
            Summary.Print(parse.GetRequiredValue(output), CertifiedAccuracyTable.Kind, json: false);
            return 0;
        });
        return command;
    }
}
