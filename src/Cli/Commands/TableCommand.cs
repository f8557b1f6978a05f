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
        var runs = new Argument<string[]>("runs") { Description = "Run folders", Arity = ArgumentArity.OneOrMore };
        var kind = Choose.Needed<string>("--kind", "certified-accuracy (by radius), spoofed-radius (layout of the Shadow Attack paper's Table 1), robust-error (spoofs of bounds; layout of its Table 2), decisions (certify --decide against a run with fixed n), dataset (statements about all images together), attack (robust accuracy by attack), transfer (images made for one model before others), diagnosis (verdicts of diagnose) or verified (runs of bounds)");
        kind.AcceptOnlyFromAmong([.. Summary.Kinds]);
        var format = Choose.With("--format", "md", "md, latex, csv or json");
        format.AcceptOnlyFromAmong([.. TableFormat.Names]);
        var radii = new Option<double[]>("--radii") { Description = "Radii of a certified-accuracy, dataset or verified table [default: what was decided, else steps of 0.25]", AllowMultipleArgumentsPerToken = true };
        var simultaneous = Choose.Maybe<double?>("--simultaneous", "Count in a certified-accuracy table only what is certified for all images at once, any wrongly with at most this probability (Holm)");
        var confidence = Choose.With("--confidence", 0.95, "Confidence of each statement of a dataset table");
        var command = new Command("table", """
            Prints a table of finished or unfinished runs; computes nothing anew.

            Example: audit table runs/c25 runs/c50 --kind certified-accuracy --format latex
            """) { runs, kind, format, radii, simultaneous, confidence };
        command.SetAction(parse =>
        {
            double[]? chosen = parse.GetValue(radii);
            string table = parse.GetRequiredValue(kind);
            if (parse.GetValue(simultaneous) is double family && !(table == CertifiedAccuracyTable.Kind && family > 0 && family < 1))
                throw new UsageException(FormattableString.Invariant($"--simultaneous needs --kind {CertifiedAccuracyTable.Kind} and a probability in (0,1), got {table} and {family}"));
            if (!(parse.GetValue(confidence) is > 0 and < 1))
                throw new UsageException(FormattableString.Invariant($"--confidence must be in (0,1), got {parse.GetValue(confidence)}"));
            System.Console.Out.WriteLine(Summary.Render([.. parse.GetRequiredValue(runs).Select(Records.Runs.Run.Read)],
                table, parse.GetRequiredValue(format), chosen is { Length: > 0 } ? chosen : null, parse.GetValue(simultaneous), parse.GetValue(confidence)));
            return 0;
        });
        return command;
    }
}
