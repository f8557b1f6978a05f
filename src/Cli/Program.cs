using Audit.Cli;
using Audit.Cli.Console;

return Errors.Guard(() => CommandLine.Run(args.Length == 0 ? ["--help"] : args));
