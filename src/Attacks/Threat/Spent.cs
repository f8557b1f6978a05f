namespace Audit.Attacks;

/// <summary>What an attack has cost so far, image by image.</summary>
/// <param name="images">How many images.</param>
public sealed class Spent(int images)
{
    /// <summary>Forward passes without a gradient; one for each draw where the model is random.</summary>
    public long[] Queries { get; } = new long[images];

    /// <summary>Fresh draws by which a random victim confirmed what an attack believed to have won; forward passes, counted
    /// apart.</summary>
    public long[] Confirmations { get; } = new long[images];

    /// <summary>How often a victim that draws nothing said that the aim was met.</summary>
    public long[] Wins { get; } = new long[images];

    /// <summary>Forward and backward passes; one for each draw.</summary>
    public long[] GradientPasses { get; } = new long[images];

    /// <summary>Gradients that held a NaN or an infinity; they were replaced by zero.</summary>
    public long[] NonFinite { get; } = new long[images];

    /// <summary>Gradients that were zero everywhere.</summary>
    public long[] Vanished { get; } = new long[images];

    /// <summary>Sum of the estimated signal-to-noise ratios of averaged gradients, and how many there were.</summary>
    public (double Sum, long Count)[] SignalToNoise { get; } = new (double, long)[images];

    /// <summary>All of it, with the draws used up.</summary>
    internal SpentNumbers Save(long[] drawn) => new()
    {
        Counts = [.. Columns(drawn).Append([.. SignalToNoise.Select(s => s.Count)]).Select(c => (long[])[.. c])],
        Ratios = [.. SignalToNoise.Select(s => s.Sum)],
    };

    /// <summary>Takes all of it back to how it was.</summary>
    internal void Restore(SpentNumbers numbers, long[] drawn)
    {
        foreach (var (column, stored) in Columns(drawn).Zip(numbers.Counts))
            stored.CopyTo(column, 0);
        for (int k = 0; k < SignalToNoise.Length; k++)
            SignalToNoise[k] = (numbers.Ratios[k], numbers.Counts[^1][k]);
    }

    private long[][] Columns(long[] drawn) => [Queries, Confirmations, Wins, GradientPasses, NonFinite, Vanished, drawn];

    /// <summary>Mean signal-to-noise ratio of an image's averaged gradients; null where none was averaged.</summary>
    public double? MeanSignalToNoise(int image) => SignalToNoise[image] is (double sum, long count and > 0) ? sum / count : null;
}
