using System.Diagnostics;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Studies.Driving;

namespace Audit.Studies.Reviewing;

/// <summary>How long a study takes per image, measured on a few.</summary>
internal static class StepSpeed
{
    /// <summary>Shortest measurement that is believed.</summary>
    private const double Enough = 0.3;

    /// <summary>A first image that takes this long is not measured again.</summary>
    private const double LongEnough = 2;

    /// <summary>Seconds per image.</summary>
    /// <param name="command">The command.</param>
    /// <param name="words">Its options.</param>
    /// <param name="images">Images of a first measurement; more are taken where these are done too soon.</param>
    /// <exception cref="InputException">The study does not go with the model.</exception>
    public static double Measure(string command, Given words, int images)
    {
        var work = Forms.Of(command).Open(words, _ => { });
        string folder = Directory.CreateTempSubdirectory("audit-review").FullName;
        try
        {
            var indexes = work.Indexes;
            // The first call compiles, allocates, fills caches: where it takes long all the same, it is good enough.
            double first = Run([.. indexes.Take(1)]);
            if (first >= LongEnough)
                return first;
            for (int count = Math.Min(images, indexes.Count); ; count = Math.Min(count * 4, indexes.Count))
            {
                double seconds = Run([.. indexes.Take(count)]);
                if (seconds >= Enough || count == indexes.Count || count >= 64 * images)
                    return seconds / count;
            }

            double Run(int[] items)
            {
                var clock = Stopwatch.StartNew();
                work.Records(new Block(items, folder, (_, _) => { }, _ => { }, CancellationToken.None));
                return clock.Elapsed.TotalSeconds;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
