namespace Audit.Tests.Noise.Checks;

/// <summary>Whole samples: their sums and squared lengths scatter as those of independent values do.</summary>
/// <remarks>Dependence too weak or too far apart for <see cref="Correlations"/> adds up here, and so do samples that are
/// alike.</remarks>
internal static class SampleSums
{
    public static IEnumerable<Measured> Of(NoiseField field)
    {
        double sums = 0;
        double lengths = 0;
        double elements = field.Elements;
        for (int image = 0; image < field.Images; image++)
            for (int sample = 0; sample < field.Samples; sample++)
            {
                double sum = 0;
                double square = 0;
                foreach (float value in field.Sample(image, sample))
                {
                    sum += value;
                    square += (double)value * value;
                }
                sums += sum * sum / elements;
                lengths += (square - elements) * (square - elements) / (2 * elements);
            }
        double samples = (double)field.Images * field.Samples;
        yield return Measured.ChiSquare("scatter of sample sums", sums, samples);
        // ((chi-square_E - E) / sqrt(2E))^2 has mean 1 and variance 2 + 12/E: a normal sum over many samples.
        yield return Measured.Normal("scatter of sample lengths",
            (lengths - samples) / Math.Sqrt(samples * (2 + (12 / elements))));
    }
}
