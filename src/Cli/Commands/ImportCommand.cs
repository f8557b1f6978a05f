using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Inputs.Settings;
using Audit.Studies;
using Audit.Studies.Driving;

namespace Audit.Cli.Commands;

/// <summary>audit import: others' published results as records of ours.</summary>
public static class ImportCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("import", "Turns published results into records, for tables and figures.") { Cohen() };

    private static Command Cohen()
    {
        var file = new Argument<string>("file")
        {
            Description =
            "Log of locuslab/smoothing: idx, label, predict, radius, correct, time"
        }.ExistingFile("log");
        var command = new Command("cohen", """
            Imports a certification log of Cohen et al. 2019.

            Example: audit import cohen data/certify/cifar10/resnet110/noise_0.25/test/sigma_0.25 --sigma 0.25 --out runs/cohen25
            """) { file };
        var options = new Form(command, [.. Offer.Of(ImportStudy.Settings, new()),
            .. Offer.Of([RunRequest.FolderSetting], new())]);
        command.SetAction(parse =>
        {
            var given = options.Read(parse);
            var view = new TerminalView();
            var work = ImportStudy.Open(given, parse.GetRequiredValue(file), view.Warn);
            var request = given.Read([RunRequest.FolderSetting], new());
            bool finished = new Driver(view).Run(work, request);
            Summary.Print(request.Folder, work.Study.Table, json: false);
            return finished ? 0 : Errors.Interrupted;
        });
        return command;
    }
}
