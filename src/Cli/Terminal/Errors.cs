using System.Runtime.InteropServices;
using Audit.Datasets;
using Audit.Formats;
using Audit.Formats.Numpy;
using Audit.Networks;
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
            Write(IsOfTensors(e) ? FirstLine(e) : OneLine(e.Message));
            return BadInput;
        }
    }

    /// <summary>The first line of what went wrong: libtorch adds its own stack, TorchSharp all that it tried to load.</summary>
    public static string FirstLine(Exception e)
    {
        while (e is TypeInitializationException { InnerException: { } inner })
            e = inner;
        string[] lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? e.GetType().Name : lines[0];
    }

    /// <summary>Prints a warning.</summary>
    public static void Warn(string text) => System.Console.Error.WriteLine($"warning: {text}");

    private static void Write(string text) => System.Console.Error.WriteLine($"audit: {text}");

    private static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Whether the tensor library threw it, or could not be loaded.</summary>
    private static bool IsOfTensors(Exception e) => e switch
    {
        TypeInitializationException { InnerException: { } inner } => IsOfTensors(inner),
        ExternalException or DllNotFoundException => true,
        InvalidOperationException or NotSupportedException or NotImplementedException or ArgumentException => e.Source is "TorchSharp" or "Audit.Torch",
        _ => false,
    };

    private static bool IsExpected(Exception e) => IsOfTensors(e) || e is UsageException or ArgumentException or ModelFormatException or DataFormatException
        or UnsupportedOpException or RecordFormatException or RunConflictException or PlotException or IOException
        or UnauthorizedAccessException;
}
