using Audit.Cli;
using Audit.Cli.Console;

return Errors.Guard(() => Root.Create().Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }));
