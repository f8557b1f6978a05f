namespace Audit.Tests.Noise.Checks;

/// <summary>The first four moments about 0, in standard errors from 0, 1, 0, 3.</summary>
internal static class Moments
{
    public static IEnumerable<Measured> Of(NoiseField field)
    {
        double[] sums = Sums(field.Values);
        double count = field.Values.Length;
        // The variance of z^k is E z^2k - (E z^k)^2: 1, 2, 15, 96.
        yield return Measured.Normal("moment 1 (mean)", sums[0] / Math.Sqrt(count));
        yield return Measured.Normal("moment 2 (variance)", (sums[1] - count) / Math.Sqrt(2 * count));
        yield return Measured.Normal("moment 3 (skewness)", sums[2] / Math.Sqrt(15 * count));
        yield return Measured.Normal("moment 4 (kurtosis)", (sums[3] - (3 * count)) / Math.Sqrt(96 * count));
    }

    private static double[] Sums(ReadOnlySpan<float> values)
    {
        double first = 0, second = 0, third = 0, fourth = 0;
        foreach (float value in values)
        {
            double z = value;
            double square = z * z;
            first += z;
            second += square;
            third += z * square;
            fourth += square * square;
        }
        return [first, second, third, fourth];
    }
}
