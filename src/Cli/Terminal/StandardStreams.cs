using System.Runtime.InteropServices;

namespace Audit.Cli.Terminal;

/// <summary>Standard input, output and errors, made safe before the first file is opened.</summary>
internal static partial class StandardStreams
{
    private const int GetDescriptorFlags = 1, ReadWrite = 2;

    /// <summary>Where output goes that a program draws itself: the progress bar.</summary>
    public static TextWriter Terminal { get; private set; } = System.Console.Error;

    /// <summary>Nothing printed acts on a terminal, and a closed stream swallows what is printed.</summary>
    public static void Prepare()
    {
        if (!OperatingSystem.IsWindows())
            Fill();
        Terminal = System.Console.IsErrorRedirected ? System.Console.Error : new TerminalWriter(System.Console.Error);
        System.Console.SetOut(new PrintableWriter(System.Console.IsOutputRedirected ? System.Console.Out
            : new TerminalWriter(System.Console.Out), "standard output"));
        System.Console.SetError(new PrintableWriter(Terminal, "standard error"));
    }

    /// <summary>
    /// Opens /dev/null for each of the three that is closed. Otherwise the next file that is opened, records.jsonl perhaps, would
    /// become standard output, and the summary would be printed into it.
    /// </summary>
    private static void Fill()
    {
        for (int descriptor = 0; descriptor <= 2; descriptor++)
        {
            // The lowest free number is taken: that of the closed stream.
            if (fcntl(descriptor, GetDescriptorFlags) < 0 && open("/dev/null", ReadWrite) != descriptor)
                return;
        }
    }

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
