using System.Diagnostics;
using Audit.Inputs;
using Audit.Inputs.Settings;
using Audit.Studies.Driving;

namespace Audit.Studies.Reviewing;

/// <summary>How long a study takes, measured on a few images.</summary>
/// <param name="Fixed">Seconds before the first image: files are read, the model is probed.</param>
/// <param name="PerImage">Seconds per image.</param>
internal readonly record struct StepSpeed(double Fixed, double PerImage)
{
    /// <summary>Shortest measurement that is believed.</summary>
    private const double Enough = 0.3;

    /// <summary>Measures a study.</summary>
    /// <param name="command">The command.</param>
    /// <param name="words">Its options.</param>
    /// <param name="images">Images of a first measurement; more are taken where these are done too soon.</param>
    /// <param name="seconds">Time that the measurement should stay within.</param>
    /// <exception cref="InputException">The study does not go with the model.</exception>
    public static StepSpeed Measure(string command, Given words, int images, double seconds)
    {
        var clock = Stopwatch.StartNew();
        var work = Forms.Of(command).Open(words, _ => { });
        double before = clock.Elapsed.TotalSeconds;
        string folder = Directory.CreateTempSubdirectory("audit-review").FullName;
        try
        {
            var indexes = work.Indexes;
            // The first call compiles, allocates, fills caches: only where it takes very long is it good enough.
            double first = Run([.. indexes.Take(1)]);
            if (first >= 2 * seconds)
                return new(before, first);
            for (int count = Math.Min(images, indexes.Count); ; count = Math.Min(count * 4, indexes.Count))
            {
                double taken = Run([.. indexes.Take(count)]);
                if (taken >= Enough || count == indexes.Count || count >= 64 * images)
                    return new(before, taken / count);
            }

            double Run(int[] items)
            {
                double start = clock.Elapsed.TotalSeconds;
                work.Records(new Block(items, folder, (_, _) => { }, _ => { }, CancellationToken.None));
                return clock.Elapsed.TotalSeconds - start;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
