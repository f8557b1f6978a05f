namespace Audit.Studies.Driving;

/// <summary>How fast work goes and how long the rest will take, from what was reported so far.</summary>
/// <remarks>The rate is that of the later two thirds of the work, so that a slow start (compiling, caches) is forgotten.
/// Reports that come in a burst, as those of a block do, count as one. What was there before the first report (a run that is
/// continued) does not count.</remarks>
public sealed class RateEstimate
{
    /// <summary>Part of the time within which reports are one burst; it also bounds how many are kept.</summary>
    private const double Burst = 0.01;

    private readonly List<(double Start, double Time, double Done)> reports = [];

    /// <summary>Notes a report.</summary>
    /// <param name="seconds">When it came, on any clock.</param>
    /// <param name="done">How much is done; never less than before.</param>
    public void Add(double seconds, double done)
    {
        if (reports.Count > 0 && reports[^1].Done >= done)
            return;
        bool isBurst = reports.Count > 1 && seconds - reports[^1].Start < Burst * (seconds - reports[0].Time);
        if (isBurst)
            reports[^1] = (reports[^1].Start, seconds, done);
        else
            reports.Add((seconds, seconds, done));
    }

    /// <summary>Work per second; null while nothing is known.</summary>
    public double? PerSecond
    {
        get
        {
            if (reports.Count < 2)
                return null;
            var (first, last) = (reports[0], reports[^1]);
            var start = reports.Last(r => r.Done - first.Done <= (last.Done - first.Done) / 3);
            return last.Time > start.Time ? (last.Done - start.Done) / (last.Time - start.Time) : null;
        }
    }

    /// <summary>Seconds that the rest takes after the last report; null while nothing is known.</summary>
    /// <param name="total">How much there is to do.</param>
    public double? Left(double total) => PerSecond is { } rate ? Math.Max(0, total - reports[^1].Done) / rate : null;
}
