using System.Runtime.InteropServices;

namespace Audit.Cli.Terminal;

/// <summary>Standard input, output and errors, made safe before the first file is opened.</summary>
internal static partial class StandardStreams
{
    private const int GetDescriptorFlags = 1, ReadWrite = 2;
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ of Linux

    /// <summary>Where output goes that a program draws itself: the progress bar.</summary>
    public static TextWriter Terminal { get; private set; } = System.Console.Error;

    /// <summary>Characters of a line where standard output is a terminal; null where it is a file or a pipe.</summary>
    public static int? LineLength { get; private set; }

    /// <summary>Nothing printed acts on a terminal, and a closed stream swallows what is printed.</summary>
    public static void Prepare()
    {
        if (!OperatingSystem.IsWindows())
            Fill();
        LineLength = System.Console.IsOutputRedirected ? null : Width();
        Terminal = System.Console.IsErrorRedirected ? System.Console.Error : new TerminalWriter(System.Console.Error);
        System.Console.SetOut(new PrintableWriter(System.Console.IsOutputRedirected ? System.Console.Out
            : new TerminalWriter(System.Console.Out), "standard output"));
        System.Console.SetError(new PrintableWriter(Terminal, "standard error"));
    }

    /// <summary>Characters of a line of the terminal behind standard output; null where that is not known.</summary>
    /// <remarks>Asked of the system: Console.WindowWidth would first write to the terminal to set it up.</remarks>
    private static int? Width()
    {
        if (OperatingSystem.IsWindows())
            return System.Console.WindowWidth;
        Span<ushort> size = stackalloc ushort[4]; // rows, columns, pixels across and down
        return OperatingSystem.IsLinux() && ioctl(1, GetWindowSize, size) == 0 && size[1] > 0 ? size[1] : null;
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
    private static partial int ioctl(int descriptor, nuint request, Span<ushort> size);

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
