using System.Diagnostics;

namespace Audit.Bounds.Complete;

/// <summary>When to stop.</summary>
/// <param name="seconds">From now.</param>
/// <param name="stop">Stops earlier.</param>
public sealed class Deadline(double seconds, CancellationToken stop = default)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Seconds since the start.</summary>
    public double Elapsed => clock.Elapsed.TotalSeconds;

    /// <summary>Whether time is up.</summary>
    public bool IsOver => stop.IsCancellationRequested || clock.Elapsed.TotalSeconds >= seconds;
}
