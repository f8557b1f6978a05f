using Audit.Cli;
using Audit.Cli.Terminal;

return Errors.Guard(() => CommandLine.Run(args.Length == 0 ? ["--help"] : args));
