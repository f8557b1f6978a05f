namespace Audit.Records.Statistics;

/// <summary>log n! minus Stirling's n log n - n + log(2 pi n) / 2, absolute error below 1e-16, n at least 1.</summary>
/// <remarks>
/// The large parts of log n! cancel in a binomial probability; leaving them out beforehand is what keeps the probability
/// accurate at n = 1,000,000 (C. Loader, Fast and accurate computation of binomial probabilities, 2000).
/// </remarks>
internal static class StirlingError
{
    private const int SeriesFrom = 16;

    public static double At(long n)
    {
        double error = 0;
        for (long m = n; m < SeriesFrom; m++)
            error += Step(m);
        return error + Series(Math.Max(n, SeriesFrom));
    }

    /// <summary>Error(m) - Error(m + 1) = (m + 1/2) log(1 + 1/m) - 1, summed without its cancellation.</summary>
    private static double Step(long m)
    {
        double square = 1.0 / ((2.0 * m + 1) * (2.0 * m + 1));
        double power = square, sum = 0;
        for (int j = 1; power / (2 * j + 1) > 1e-20; j++, power *= square)
            sum += power / (2 * j + 1);
        return sum;
    }

    private static double Series(double n)
    {
        double s = 1 / (n * n);
        return (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * 691.0 / 360360))))) / n;
    }
}
