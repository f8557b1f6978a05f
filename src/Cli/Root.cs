using System.CommandLine;
using Audit.Cli.Commands;

namespace Audit.Cli;

/// <summary>The whole command line.</summary>
public static class Root
{
    /// <summary>Shows no progress.</summary>
    public const string Quiet = "--quiet";

    /// <summary>Shows more.</summary>
    public const string Verbose = "--verbose";

    /// <summary>All commands; nothing is loaded before one of them runs.</summary>
    public static RootCommand Create() => new("""
        Audits certified defences: certifies models, spoofs their certificates, prints tables and figures.

        Start with: audit demo
        """)
    {
        DemoCommand.Create(),
        TrainCommand.Create(),
        CertifyCommand.Create(),
        VerifyCommand.Create(),
        SpoofCommand.Create(),
        ScreenCommand.Create(),
        AttackCommand.Create(),
        DiagnoseCommand.Create(),
        TableCommand.Create(),
        PlotCommand.Create(),
        ReportCommand.Create(),
        ReviewCommand.Create(),
        RunCommand.Create(CommandLine.Run),
        InspectCommand.Create(),
        ExportCommand.Create(),
        DataCommand.Create(),
        ImportCommand.Create(),
        MergeCommand.Create(),
        ListCommand.Create(),
        ShowCommand.Create(),
        RerunCommand.Create(),
        CompletionCommand.Create(),
        new Option<bool>(Quiet) { Description = "Show no progress, only warnings and errors", Recursive = true },
        new Option<bool>(Verbose)
        {
            Description = "Show progress line by line, and where an error came from",
            Recursive = true,
        },
    };
}
