using System.CommandLine;
using System.Globalization;
using Audit.Bounds.Complete;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Inputs;
using Audit.Studies.Subjects;
using Audit.Studies.Verifying;

namespace Audit.Cli.Commands;

/// <summary>audit verify: properties in VNN-LIB, decided by branch and bound.</summary>
public static class VerifyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var target = new Argument<string>("target")
        {
            Description =
            "ONNX network, or INSTANCES.csv: lines network,property,seconds"
        }
            .ExistingFile("network or list of instances");
        var property = new Argument<string?>("property")
        {
            Description = "Property in VNN-LIB, FILE.vnnlib or FILE.vnnlib.gz, in the network's own input coordinates",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var timeout = Choose.With("--timeout", "60",
            "Seconds for each property; a list's own limits count where they are shorter");
        var output = new Option<string?>("--out")
        {
            Description =
            "Of a list: CSV file of results; what is there is not run again"
        };
        var networks = new Option<string?>("--networks") { Description = "Of a list: another folder that holds networks" };
        var threads = Choose.With("--threads", "0", "CPU threads (0: all cores)");
        var command = new Command("verify", """
            Decides whether a property in VNN-LIB holds. The first line printed is holds, violated (then a witness), timeout or error.

            holds: no input of the property's boxes is unsafe, shown with every rounding error enclosed.
            violated: the witness is unsafe in exact arithmetic, and where libtorch runs the file in float32.

            Example: audit verify net.onnx property.vnnlib.gz --timeout 60
                     audit verify instances.csv --out results.csv
            """) { target, property, timeout, output, networks, threads };
        command.SetAction(async (parse, stop) =>
        {
            await Task.Yield();
            Threads.Use(Whole("--threads", parse.GetRequiredValue(threads), 0));
            var options = new CompleteOptions { Seconds = Whole("--timeout", parse.GetRequiredValue(timeout), 1) };
            string path = parse.GetRequiredValue(target);
            return parse.GetValue(property) is { } file ? One(path, file, options, stop)
                : Many(path, parse.GetValue(output), parse.GetValue(networks), options, stop);
        });
        return command;
    }

    private static int One(string network, string property, CompleteOptions options, CancellationToken stop)
    {
        try
        {
            if (!File.Exists(property))
                throw new UsageException(FileNames.Missing(property, "property in VNN-LIB"));
            var outcome = PropertyCheck.Run(network, property, options, stop);
            System.Console.Out.WriteLine(outcome.Text());
            Errors.Warn(string.Create(CultureInfo.InvariantCulture, $"{outcome.Seconds:F2} s, {outcome.Subproblems} subproblems"
                + $"{(outcome.Gap < 0 ? $", the worst is {outcome.Gap:G4} from being excluded" : "")}"));
            return 0;
        }
        catch (InputException)
        {
            System.Console.Out.WriteLine("error");
            throw;
        }
    }

    private static int Many(string list, string? results, string? networks, CompleteOptions options, CancellationToken stop)
    {
        if (!list.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            throw new UsageException(
                $"{list}: give a property in VNN-LIB after the network, or a list of instances ending in .csv");
        if (results is null)
            throw new UsageException("--out is needed: the CSV file that takes the results");
        var run = new InstanceRun(list, networks, results, options);
        var found = run.Run(line => System.Console.Error.WriteLine(line), stop);
        System.Console.Out.WriteLine(InstanceRun.Table(found));
        return stop.IsCancellationRequested ? Errors.Interrupted : 0;
    }

    private static int Whole(string option, string text, int least) =>
        Numbers.TryCount(text, out int number) && number >= least && number <= 1_000_000
            ? number : throw new UsageException(
            $"{option} must be a whole number from {least} to 1000000, got {Shown.Name(text)}");
}
