using Audit.Cli;
using Audit.Cli.Terminal;
using Audit.Import.TorchScript.Sandbox;

// The child that a TorchScript model runs in is this program too.
if (args is [SandboxWorker.Verb, .. var rest])
    return SandboxWorker.Run(rest);

StandardStreams.Prepare();
Early.Load(args);
return Errors.Guard(() => CommandLine.Run(args.Length == 0 ? ["--help"] : args));
