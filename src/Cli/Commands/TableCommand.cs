using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Inputs.Settings;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>audit table: tables from stored records alone.</summary>
public static class TableCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var runs = new Argument<string[]>("runs") { Description = "Run folders", Arity = ArgumentArity.OneOrMore }.ExistingRuns();
        var command = new Command("table", """
            Prints a table of finished or unfinished runs; reads stored records only. A LaTeX table fits one column of a page.

            Example: audit table runs/c25 runs/c50
                     audit table runs/c25 runs/c50 --radii 0,0.25,0.5 --format latex --name c25="Cohen, 0.25" --label tab:cohen
            """) { runs };
        var options = new Form(command, [.. Offer.Of(TableLook.Settings, new()), .. Offer.Of(RunNames.Settings, new()),
            .. Offer.Of(TableOptions.Settings, new())]);
        command.SetAction(parse =>
        {
            var given = options.Read(parse);
            var look = given.Read(TableLook.Settings, new()) with { LineLength = StandardStreams.LineLength };
            var stored = given.Read(RunNames.Settings, new()).Name([.. parse.GetRequiredValue(runs).Select(StoredRuns.Read)]);
            var asked = (given.Has("kind") ? given : given.With("kind", TableCatalog.Usual(stored)))
                .Read(TableOptions.Settings, new());
            System.Console.Out.WriteLine(Summary.Render(stored, asked, look));
            return 0;
        });
        return command;
    }
}
