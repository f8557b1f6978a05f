using System.Diagnostics;
using System.Globalization;
using Audit.Studies.Driving;

namespace Audit.Cli.Terminal;

/// <summary>How far work is, how fast it goes and how long the rest takes, in words.</summary>
/// <param name="total">How much there is to do.</param>
internal sealed class ProgressSpeed(double total)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly RateEstimate rate = new();
    private readonly Lock gate = new();
    private double done, reported;

    /// <summary>Notes how much is done.</summary>
    public void Add(double value)
    {
        lock (gate)
        {
            (done, reported) = (value, clock.Elapsed.TotalSeconds);
            rate.Add(reported, value);
        }
    }

    /// <summary>"12/500".</summary>
    public string Count
    {
        get
        {
            lock (gate)
                return string.Create(CultureInfo.InvariantCulture, $"{done:0.#}/{total:0.#}");
        }
    }

    /// <summary>"4.2/s, left: 1:50"; the time left goes on falling between reports.</summary>
    public string Text
    {
        get
        {
            lock (gate)
            {
                if (done >= total)
                    return "done";
                if (rate.PerSecond is not { } speed || rate.Left(total) is not { } left)
                    return "left: ?";
                left = Math.Max(0, left - (clock.Elapsed.TotalSeconds - reported));
                return $"{Speed(speed)}, left: {Span(left)}";
            }
        }
    }

    private static string Speed(double perSecond) => perSecond >= 10
        ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:F0}/s") : perSecond >= 0.1
        ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:G2}/s")
        : string.Create(CultureInfo.InvariantCulture, $"{60 * perSecond:G2}/min");

    private static string Span(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), 1e9));
        return span.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");
    }
}
