using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Audit.Cli.Options;
using Audit.Cli.Terminal;

namespace Audit.Cli;

/// <summary>Parses and runs one command line.</summary>
public static class CommandLine
{
    /// <returns>The command's exit status.</returns>
    /// <exception cref="UsageException">The words do not make a command; the message is one line.</exception>
    public static int Run(IReadOnlyList<string> arguments)
    {
        // A file may be called @x: response files are not offered.
        var root = Root.Create();
        var parse = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        Talk.Level = parse.GetValue<bool>(Root.Quiet) ? Talkative.Quiet : parse.GetValue<bool>(Root.Verbose) ? Talkative.Verbose
            : Talkative.Normal;
        if (parse.Action is HelpAction)
        {
            System.Console.Out.Write(HelpPage.Of(parse.CommandResult));
            return 0;
        }
        if (parse.Action is ParseErrorAction)
            throw new UsageException($"{Misuse.Of(parse)} (see {Misuse.Name(parse.CommandResult)} --help)");
        return parse.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
