using Audit.Cli;
using Audit.Cli.Terminal;

TerminalWriter.Install();
return Errors.Guard(() => CommandLine.Run(args.Length == 0 ? ["--help"] : args));
