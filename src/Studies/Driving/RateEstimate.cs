namespace Audit.Studies.Driving;

/// <summary>How fast work goes and how long the rest will take, from what was reported so far.</summary>
/// <remarks>The rate is that of the later half of the time, so that a slow start (compiling, caches) is forgotten, a change of the
/// machine's load is followed, and blocks that are reported at once do no harm. What was there before the first report (a run that
/// is continued) does not count.</remarks>
public sealed class RateEstimate
{
    private const int Most = 256;

    private readonly List<(double Time, double Done)> reports = [];

    /// <summary>Notes a report.</summary>
    /// <param name="seconds">When it came, on any clock.</param>
    /// <param name="done">How much is done; never less than before.</param>
    public void Add(double seconds, double done)
    {
        if (reports.Count > 1 && reports[^1].Done >= done)
            return;
        if (reports.Count == Most)
        {
            // Every other one is enough; the first and the last stay.
            var kept = reports.Where((_, i) => i % 2 == 0).ToList();
            reports.Clear();
            reports.AddRange(kept);
        }
        reports.Add((seconds, done));
    }

    /// <summary>Work per second; null while nothing is known.</summary>
    public double? PerSecond
    {
        get
        {
            if (reports.Count < 2)
                return null;
            var (last, done) = reports[^1];
            double half = reports[0].Time + (last - reports[0].Time) / 2;
            var start = reports.Last(r => r.Time <= half);
            return last > start.Time && done > start.Done ? (done - start.Done) / (last - start.Time) : null;
        }
    }

    /// <summary>Seconds that the rest takes after the last report; null while nothing is known.</summary>
    /// <param name="total">How much there is to do.</param>
    public double? Left(double total) => PerSecond is { } rate ? Math.Max(0, total - reports[^1].Done) / rate : null;
}
