using Audit.Cli;
using Audit.Cli.Terminal;

StandardStreams.Prepare();
return Errors.Guard(() => CommandLine.Run(args.Length == 0 ? ["--help"] : args));
