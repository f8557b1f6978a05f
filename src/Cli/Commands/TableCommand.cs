using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>audit table: tables from stored records alone.</summary>
public static class TableCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var runs = new Argument<string[]>("runs") { Description = "Run folders", Arity = ArgumentArity.OneOrMore }.ExistingRuns();
        var kind = Choose.Needed<string>("--kind", "certified-accuracy (by radius), spoofed-radius (layout of the Shadow Attack paper's Table 1), robust-error (spoofs of bounds; layout of its Table 2), decisions (certify --decide against a run with fixed n), dataset (statements about all images together), attack (robust accuracy by attack), transfer (images made for one model before others), diagnosis (verdicts of diagnose) or verified (runs of bounds)");
        kind.OneOf([.. Summary.Kinds]);
        var format = Choose.With("--format", "md", "md, latex, csv or json");
        format.OneOf([.. TableFormat.Names]);
        var radii = Choose.Maybe<double[]>("--radii", "Radii of a certified-accuracy, dataset or verified table, such as 0,0.25,0.5 [default: what was decided, else steps of 0.25]", Limits.NotNegative);
        var simultaneous = Choose.Maybe<double?>("--simultaneous", "Count in a certified-accuracy table only what is certified for all images at once, any wrongly with at most this probability (Holm)", Limits.Probability);
        var confidence = Choose.With("--confidence", 0.95, "Confidence of each statement of a dataset table", Limits.Probability);
        radii.AllowMultipleArgumentsPerToken = true;
        var command = new Command("table", """
            Prints a table of finished or unfinished runs; computes nothing anew.

            Example: audit table runs/c25 runs/c50 --kind certified-accuracy --format latex
            """) { runs, kind, format, radii, simultaneous, confidence };
        command.SetAction(parse =>
        {
            double[]? chosen = parse.GetValue(radii);
            string table = parse.GetRequiredValue(kind);
            if (parse.GetValue(simultaneous) is double && table != CertifiedAccuracyTable.Kind)
                throw new UsageException($"--simultaneous needs --kind {CertifiedAccuracyTable.Kind}, got {table}");
            System.Console.Out.WriteLine(Summary.Render([.. parse.GetRequiredValue(runs).Select(Records.Runs.Run.Read)],
                table, parse.GetRequiredValue(format), chosen is { Length: > 0 } ? chosen : null, parse.GetValue(simultaneous), parse.GetValue(confidence)));
            return 0;
        });
        return command;
    }
}
