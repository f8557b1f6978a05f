using Audit.Cli.Options;
using Audit.Records.Tables;
using System.CommandLine;

namespace Audit.Cli.Commands;

/// <summary>audit table: tables from stored records alone.</summary>
public static class TableCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var runs = new Argument<string[]>("runs") { Description = "Run folders", Arity = ArgumentArity.OneOrMore };
        var kind = Choose.Needed<string>("--kind", "certified-accuracy (by radius) or spoofed-radius (layout of the Shadow Attack paper's Table 1)");
        kind.AcceptOnlyFromAmong(CertifiedAccuracyTable.Kind, SpoofedRadiusTable.Kind);
        var format = Choose.With("--format", "md", "md, latex, csv or json");
        format.AcceptOnlyFromAmong([.. TableFormat.Names]);
        var radii = new Option<double[]>("--radii") { Description = "Radii of a certified-accuracy table [default: steps of 0.25]", AllowMultipleArgumentsPerToken = true };
        var command = new Command("table", """
            Prints a table of finished or unfinished runs; computes nothing anew.

            Example: audit table runs/c25 runs/c50 --kind certified-accuracy --format latex
            """) { runs, kind, format, radii };
        command.SetAction(parse =>
        {
            double[]? chosen = parse.GetValue(radii);
            System.Console.Out.WriteLine(Summary.Render([.. parse.GetRequiredValue(runs).Select(Records.Runs.Run.Read)],
                parse.GetRequiredValue(kind), parse.GetRequiredValue(format), chosen is { Length: > 0 } ? chosen : null));
            return 0;
        });
        return command;
    }
}
