using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Inputs.Settings;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>audit table: tables from stored records alone.</summary>
public static class TableCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var runs = new Argument<string[]>("runs") { Description = "Run folders", Arity = ArgumentArity.OneOrMore }.ExistingRuns();
        var format = Choose.With("--format", "md", "md, latex, csv or json");
        format.OneOf([.. TableFormat.Names]);
        var command = new Command("table", """
            Prints a table of finished or unfinished runs; reads stored records only.

            Example: audit table runs/c25 runs/c50 --kind certified-accuracy --format latex
            """) { runs, format };
        var options = new Form(command, Offer.Of(TableOptions.Settings, new()));
        command.SetAction(parse =>
        {
            var asked = options.Read(parse).Read(TableOptions.Settings, new());
            System.Console.Out.WriteLine(Summary.Render([.. parse.GetRequiredValue(runs).Select(StoredRuns.Read)], asked,
                parse.GetRequiredValue(format)));
            return 0;
        });
        return command;
    }
}
