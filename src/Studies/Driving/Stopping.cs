namespace Audit.Studies.Driving;

/// <summary>Ctrl-C: the first asks the command to stop where nothing is lost, the second ends the process.</summary>
public sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource source = new();

    /// <summary>Listens until disposed.</summary>
    public Stopping() => System.Console.CancelKeyPress += Stop;

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Token => source.Token;

    private void Stop(object? sender, ConsoleCancelEventArgs e)
    {
        if (source.IsCancellationRequested)
            return;
        e.Cancel = true;
        System.Console.Error.WriteLine("\nstopping after the item in progress (Ctrl-C again: at once; nothing recorded is lost)");
        source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        System.Console.CancelKeyPress -= Stop;
        source.Dispose();
    }
}
