using Audit.Inputs;

namespace Audit.Studies.Experiments;

/// <summary>A table, a figure or a page of an experiment's runs.</summary>
/// <param name="To">Files, by whose endings their formats are chosen.</param>
/// <param name="Command">table, plot, screen or report.</param>
/// <param name="Runs">Names of runs; * stands for any characters.</param>
/// <param name="Options">Further options.</param>
public sealed record ExperimentOutput(IReadOnlyList<string> To, string Command, IReadOnlyList<string> Runs, Words Options)
{
    internal static ExperimentOutput Read(FileFields fields)
    {
        string command = fields.Needed("command");
        if (!ExperimentFile.OutputCommands.Contains(command))
            throw new UsageException($"{fields.Where}: command must be one of "
                + $"{string.Join(", ", ExperimentFile.OutputCommands)}, got {Shown.Name(command)}");
        var output = new ExperimentOutput(fields.Texts("to") ?? throw new UsageException($"{fields.Where}: 'to' is missing"),
            command, fields.Texts("runs") ?? ["*"], new(fields.Options("options")));
        fields.Finish();
        foreach (string file in output.To)
            ExperimentStep.CheckName(file, fields.Where);
        return output;
    }
}
