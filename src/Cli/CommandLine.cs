using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Audit.Cli;

/// <summary>Parses and runs one command line.</summary>
public static class CommandLine
{
    /// <returns>The command's exit status.</returns>
    /// <exception cref="UsageException">The words do not make a command; the message is one line.</exception>
    public static int Run(IReadOnlyList<string> arguments)
    {
        // A file may be called @x: response files are not offered.
        var parse = Root.Create().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction)
            throw new UsageException($"{Misuse.Of(parse)} (see {Misuse.Name(parse.CommandResult)} --help)");
        return parse.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
