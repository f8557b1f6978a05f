using System.CommandLine;
using System.CommandLine.Invocation;
using Audit.Cli.Terminal;

namespace Audit.Cli;

/// <summary>Parses and runs one command line.</summary>
public static class CommandLine
{
    /// <returns>The command's exit status.</returns>
    /// <exception cref="UsageException">The words do not make a command; the message is one line.</exception>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var parse = Root.Create().Parse(arguments);
        if (parse.Action is ParseErrorAction)
        {
            var names = parse.CommandResult.Command is RootCommand ? "audit" : $"audit {parse.CommandResult.Command.Name}";
            // A misspelt word makes others missing: name the word first.
            string problem = parse.UnmatchedTokens.Count > 0
                ? $"'{parse.UnmatchedTokens[0]}' is no command or option here"
                : parse.Errors[0].Message.TrimEnd('.');
            throw new UsageException($"{problem} (see {names} --help)");
        }
        return parse.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
