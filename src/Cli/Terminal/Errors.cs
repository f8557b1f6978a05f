using System.Runtime.InteropServices;
using Audit.Datasets;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Networks;
using Audit.Networks.Probing;
using Audit.Records.Plots;
using Audit.Records.Runs;

namespace Audit.Cli.Terminal;

/// <summary>Turns what users can cause into one line and an exit status; what they cannot is shown whole.</summary>
public static class Errors
{
    /// <summary>Exit status of a wrong argument or file.</summary>
    public const int BadInput = 2;

    /// <summary>Exit status of an interrupted run (the shell's own for Ctrl-C).</summary>
    public const int Interrupted = 130;

    /// <summary>Runs a command and reports how it failed, if it did.</summary>
    public static int Guard(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (OperationCanceledException)
        {
            Write("stopped; run the same command again to continue");
            return Interrupted;
        }
        catch (Exception e) when (IsExpected(e))
        {
            Write(OneLine(e.Message));
            return BadInput;
        }
    }

    /// <summary>Prints a warning.</summary>
    public static void Warn(string text) => System.Console.Error.WriteLine($"warning: {text}");

    private static void Write(string text) => System.Console.Error.WriteLine($"audit: {text}");

    private static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static bool IsExpected(Exception e) => e is UsageException or ArgumentException or ModelFormatException or DataFormatException
        or UnsupportedOpException or UnrepeatableException or RecordFormatException or RunConflictException or PlotException or IOException
        or UnauthorizedAccessException or DllNotFoundException or ExternalException;
}
