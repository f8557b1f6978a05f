using System.Runtime.InteropServices;

namespace Audit.Studies.Driving;

/// <summary>Ctrl-C, SIGTERM and SIGHUP: the first asks the command to stop where nothing is lost, the second ends the
/// process.</summary>
public sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly Lock gate = new();
    private readonly Action<string> say;
    private readonly Func<string> kept;
    private bool disposed;

    /// <summary>Listens until disposed.</summary>
    /// <param name="say">Told what a stop means, once.</param>
    /// <param name="kept">What is kept, asked at that moment.</param>
    /// <param name="seconds">Time after which it stops by itself; null for never.</param>
    public Stopping(Action<string> say, Func<string> kept, double? seconds = null)
    {
        (this.say, this.kept) = (say, kept);
        if (seconds is { } limit)
            source.CancelAfter(TimeSpan.FromSeconds(limit));
        System.Console.CancelKeyPress += Stop;
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            if (!IsIgnored(signal))
                signals.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = Stop($"{signal}; once more")));
        }
    }

    /// <summary>Cancelled by the first of them.</summary>
    public CancellationToken Token => source.Token;

    private void Stop(object? sender, ConsoleCancelEventArgs e) => e.Cancel = Stop("Ctrl-C again");

    /// <returns>Whether the process goes on: until the second time.</returns>
    private bool Stop(string again)
    {
        // A signal may be on its way while the run ends.
        lock (gate)
        {
            if (disposed || source.IsCancellationRequested)
                return false;
            say($"stopping after the item in progress; {kept()} ({again}: at once; nothing recorded is lost)");
            source.Cancel();
            return true;
        }
    }

    /// <summary>Whether whoever started the process had it ignore the signal, as nohup does.</summary>
    private static bool IsIgnored(PosixSignal signal)
    {
        const string status = "/proc/self/status", mask = "SigIgn:";
        if (signal != PosixSignal.SIGHUP || !File.Exists(status))
            return false;
        // Hexadecimal; signal 1, SIGHUP, is the lowest bit.
        return "13579bdf".Contains(File.ReadLines(status).First(line => line.StartsWith(mask, StringComparison.Ordinal))[^1],
            StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        System.Console.CancelKeyPress -= Stop;
        signals.ForEach(signal => signal.Dispose());
        lock (gate)
        {
            disposed = true;
            source.Dispose();
        }
    }
}
