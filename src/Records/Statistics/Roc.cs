namespace Audit.Records.Statistics;

/// <summary>How well a score tells two kinds of things apart: the area under its receiver operating characteristic.</summary>
/// <param name="Area">Probability that one of the second kind scores higher than one of the first, equals counted half.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Found">Of the second kind, those above the threshold that at most <see cref="Alarms"/> of the first
/// exceed.</param>
/// <param name="Total">All of the second kind.</param>
/// <remarks>Interval: DeLong, DeLong and Clarke-Pearson 1988 (Biometrics 44), normal; where the scores separate the two kinds
/// completely, which leaves it no width, that of as many successes in a row (Clopper and Pearson). The two kinds count as
/// independent: pairs of one image make it wider than it had to be.</remarks>
public sealed record Roc(double Area, double Low, double High, int Found, int Total)
{
    /// <summary>Share of the first kind that may be flagged wrongly.</summary>
    public const double Alarms = 0.05;

    private const double Quantile975 = 1.959963984540054;

    /// <param name="first">Scores of the first kind; higher is more like the second.</param>
    /// <param name="second">Scores of the second kind.</param>
    /// <returns>Null where either kind has less than two.</returns>
    public static Roc? Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count < 2 || second.Count < 2)
            return null;
        double[] above = [.. second.Select(s => first.Average(n => Beats(s, n)))],
            below = [.. first.Select(n => second.Average(s => Beats(s, n)))];
        double area = above.Average(), half = Quantile975 * Math.Sqrt(Variance(above) / above.Length
            + Variance(below) / below.Length);
        int fewer = Math.Min(first.Count, second.Count);
        var (low, high) = half > 0 ? (Math.Max(0, area - half), Math.Min(1, area + half))
            : area >= 0.5 ? Binomial.Interval(fewer, fewer) : Binomial.Interval(0, fewer);
        double threshold = first.OrderDescending().ElementAt((int)(Alarms * first.Count));
        return new(area, low, high, second.Count(s => s > threshold), second.Count);
    }

    private static double Beats(double second, double first) => second > first ? 1 : second == first ? 0.5 : 0;

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
