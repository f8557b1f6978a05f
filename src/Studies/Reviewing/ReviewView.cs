using System.Diagnostics;
using Audit.Studies.Driving;

namespace Audit.Studies.Reviewing;

/// <summary>A step of a review as it shows itself: which of how many, and how long the whole review will take.</summary>
/// <param name="inner">Where the review shows itself.</param>
/// <param name="clock">Time left of the review.</param>
/// <param name="step">The step.</param>
/// <param name="steps">How many there are.</param>
/// <param name="name">Its name.</param>
internal sealed class ReviewView(IStudyView inner, ReviewClock clock, int step, int steps, string name) : IStudyView
{
    /// <inheritdoc/>
    public void Warn(string text) => inner.Warn(text);

    /// <inheritdoc/>
    public void Note(string text) => inner.Note(text);

    /// <inheritdoc/>
    public T Show<T>(string title, double total, Func<ReportProgress, T> work)
    {
        var watch = Stopwatch.StartNew();
        double first = -1, last = 0;
        try
        {
            return inner.Show($"[{step + 1}/{steps}] {name}", total, report => work((done, detail) =>
            {
                last = total > 0 ? done / total : 1;
                first = first < 0 ? last : first;
                double left = clock.Left(step, first, last, watch.Elapsed.TotalSeconds);
                report(done, $"{detail}; review: about {Duration.Text(left)} left");
            }));
        }
        finally
        {
            clock.Finish(step, first < 0 ? 0 : last - first, watch.Elapsed.TotalSeconds);
        }
    }
}
