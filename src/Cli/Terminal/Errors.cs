using System.Runtime.InteropServices;

namespace Audit.Cli.Terminal;

/// <summary>How a command ends: what users, files or the machine cause is one line; what they cannot is an internal error and
/// says so.</summary>
public static class Errors
{
    /// <summary>Exit status of a wrong argument or file, or of a machine that cannot.</summary>
    public const int BadInput = 2;

    /// <summary>Exit status of a bug of ours (EX_SOFTWARE of sysexits.h).</summary>
    public const int Internal = 70;

    /// <summary>Exit status of an interrupted run (the shell's own for Ctrl-C).</summary>
    public const int Interrupted = 130;

    /// <summary>Set to 1, it shows every failure in full, with the calls that led to it.</summary>
    public const string TraceVariable = "AUDIT_TRACE";

    private const int Longest = 2000;

    /// <summary>Runs a command and reports how it failed, if it did.</summary>
    public static int Guard(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e)
        {
            int status = Report(e);
            if (Environment.GetEnvironmentVariable(TraceVariable) == "1" || Talk.Level == Talkative.Verbose)
                Write(Shown.Printable($"{e}", lines: true));
            return status;
        }
    }

    /// <summary>Prints a warning.</summary>
    public static void Warn(string text) => Write($"warning: {OneLine(text)}");

    /// <summary>Prints what a user should know and no result depends on.</summary>
    public static void Note(string text) => Write(OneLine(text));

    private static int Report(Exception thrown)
    {
        var e = Causes.Of(thrown);
        if (e is OperationCanceledException)
        {
            Write("audit: stopped; run the same command again to continue");
            return Interrupted;
        }
        if (IsOutOfMemory(e))
        {
            Write($"audit: not enough memory: take a smaller --batch or --block, or fewer --threads ({OneLine(e.Message)})");
            return BadInput;
        }
        if (IsExpected(e))
        {
            Write($"audit: {(IsMissingLibrary(e) ? Causes.FirstLine(e) : OneLine(e.Message))}");
            return BadInput;
        }
        Write($"audit: internal error, please report it with the command: {e.GetType().Name}: {Causes.FirstLine(e)} "
            + $"({TraceVariable}=1 shows more)");
        return Internal;
    }

    /// <summary>Our own exceptions, and what the operating system refuses.</summary>
    private static bool IsExpected(Exception e) => e is InputException or IOException or UnauthorizedAccessException
        || IsMissingLibrary(e);

    /// <summary>A native library that is not there; TorchSharp's own word for it is "not supported".</summary>
    private static bool IsMissingLibrary(Exception e) => e is DllNotFoundException
        or NotSupportedException { Source: "TorchSharp" };

    private static bool IsOutOfMemory(Exception e) => e is OutOfMemoryException
        || (e is ExternalException && (e.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase)));

    private static void Write(string text)
    {
        try
        {
            if (!Progress.WriteAbove(text))
                System.Console.Error.WriteLine(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Nobody reads: the exit status says it all.
        }
    }

    private static string OneLine(string text) =>
        Shown.Text(string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            Longest);
}
