using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Records.Runs;
using Audit.Records.Tables;

namespace Audit.Cli.Commands;

/// <summary>audit list: the run folders below a folder.</summary>
public static class ListCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("dir")
        {
            Description = "Folder to look in, with all below it",
            DefaultValueFactory = _ => "runs",
        };
        var json = Choose.Flag("--json", "Print the list as JSON");
        var command = new Command("list", """
            Lists run folders: what each is about and how far it came. Records are counted, not checked.

            Example: audit list runs
            """) { folder, json };
        command.SetAction(parse =>
        {
            var runs = ListedRun.Below(parse.GetRequiredValue(folder));
            foreach (var run in runs.Where(r => r.Problem is not null))
                Errors.Warn(run.Problem!);
            System.Console.Out.WriteLine(parse.GetValue(json) ? TableFormat.Render(RunListTable.Of(runs), "json").TrimEnd()
                : runs.Count == 0 ? $"no runs below {parse.GetRequiredValue(folder)}"
                : TableFormat.Render(RunListTable.Of(runs), "md").TrimEnd());
            return 0;
        });
        return command;
    }
}
