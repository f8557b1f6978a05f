using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Inputs.Settings;
using Audit.Studies;
using Audit.Studies.Driving;

namespace Audit.Cli.Commands;

/// <summary>A command that runs a study into a folder and prints its table.</summary>
internal static class StudyCommand
{
    /// <param name="name">The command.</param>
    /// <param name="description">What it does, with an example.</param>
    /// <param name="form">Its options, and the study that they make.</param>
    /// <param name="print">Prints the summary of a run folder, for programs or for people; the study's table if not
    /// given.</param>
    public static Command Create(string name, string description, StudyForm form, Action<string, bool>? print = null)
    {
        var command = new Command(name, description);
        var options = new Form(command, [.. Offer.Of(RunRequest.Settings, new()).Titled("Run"), .. form.Common],
            form.Modes.SelectMany(m => m.Options.Titled($"With {m.Name}")));
        var model = form.Common.Any(o => o.Setting is { Name: "model", IsNeeded: true }) ? PositionalModel.Add(command) : null;
        command.SetAction(parse => Run(model is null ? options.Read(parse)
            : PositionalModel.Read(options.Read(parse), parse, model), form, print));
        return command;
    }

    /// <summary>Runs a study as it was asked for.</summary>
    /// <returns>The exit status.</returns>
    public static int Run(Given given, StudyForm form, Action<string, bool>? print = null)
    {
        var request = given.Read(RunRequest.Settings, new());
        var view = new TerminalView();
        var warnings = new List<string>();
        var work = form.Open(given, text =>
        {
            warnings.Add(text);
            view.Warn(text);
        });
        bool finished = new Driver(view).Run(work, request with { Warnings = warnings, Words = given });
        (print ?? ((folder, json) => Summary.Print(folder, work.Study.Table, json)))(request.Folder, request.Json);
        return finished ? 0 : Errors.Interrupted;
    }
}
