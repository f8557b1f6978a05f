using System.Globalization;
using Audit.Records.Runs;
using Audit.Records.Statistics;

namespace Audit.Records.Review;

/// <summary>Images of which something was counted, and what the counts say of the data set.</summary>
/// <param name="Images">How many images.</param>
/// <param name="IsWhole">Whether they are the whole test split: a share is then exact, and no interval is needed.</param>
public sealed record Sample(int Images, bool IsWhole)
{
    /// <summary>The images of a run.</summary>
    public static Sample Of(StoredRun run) => new(run.Records.Count, CoversAll(run.Manifest) && run.Missing == 0);

    /// <summary>Least and largest share that a count allows.</summary>
    /// <param name="count">Images that were counted.</param>
    /// <param name="confidence">Confidence of both sides together.</param>
    public (double Low, double High) Share(int count, double confidence = 0.95) =>
        Images == 0 ? (0, 1) : IsWhole ? ((double)count / Images, (double)count / Images)
        : Binomial.Interval(count, Images, confidence);

    /// <summary>"0.2768 [0.2681, 0.2857] (2768 of 10000)".</summary>
    public string Text(int count, double confidence = 0.95) => Images == 0 ? "no images" : IsWhole
        ? string.Create(CultureInfo.InvariantCulture, $"{(double)count / Images:F4} ({count} of {Images}, the whole test split)")
        : Written((double)count / Images, Share(count, confidence), count, Images);

    /// <summary>A share with its interval and counts.</summary>
    public static string Written(double share, (double Low, double High) interval, int count, int images) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{share:F4} [{interval.Low:F4}, {interval.High:F4}] ({count} of {images})");

    /// <summary>Whether a question asks about every image of the split.</summary>
    private static bool CoversAll(Manifest manifest) => manifest.Shard is null && manifest.Number("skip") == 1
        && manifest.Number("max") == -1;
}
