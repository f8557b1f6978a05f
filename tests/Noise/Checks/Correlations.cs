namespace Audit.Tests.Noise.Checks;

/// <summary>Products of values at neighbouring addresses, and of their squares; each in standard errors.</summary>
internal static class Correlations
{
    // Inside a block (1, 2, 3), the next block, a row and a channel of a CIFAR-10 image.
    private static readonly int[] Lags = [1, 2, 3, 4, 32, 1024];

    public static IEnumerable<Measured> Of(NoiseField field, NoiseField otherStream)
    {
        foreach (int lag in Lags)
        {
            if (lag >= field.Elements)
                continue;
            var sum = new Products();
            for (int image = 0; image < field.Images; image++)
                for (int sample = 0; sample < field.Samples; sample++)
                    sum.Add(field.Sample(image, sample)[lag..], field.Sample(image, sample)[..^lag]);
            foreach (Measured check in sum.Checks(FormattableString.Invariant($"elements {lag} apart")))
                yield return check;
        }
        IEnumerable<Measured> addresses =
        [
            .. Between(field, field, "sample and the next", (image, sample) => (image, sample + 1)),
            .. Between(field, field, "image and the next", (image, sample) => (image + 1, sample)),
            .. Between(field, field, "image and sample exchanged", (image, sample) => image < sample ? (sample, image)
            : (-1, -1)),
            .. Between(field, otherStream, "the two streams", (image, sample) => (image, sample)),
        ];
        foreach (Measured check in addresses)
            yield return check;
    }

    private static IEnumerable<Measured> Between(NoiseField field, NoiseField other, string name,
        Func<int, int, (int Image, int Sample)> partner)
    {
        var sum = new Products();
        for (int image = 0; image < field.Images; image++)
            for (int sample = 0; sample < field.Samples; sample++)
            {
                (int otherImage, int otherSample) = partner(image, sample);
                if (otherImage >= 0 && otherImage < field.Images && otherSample < field.Samples)
                    sum.Add(field.Sample(image, sample), other.Sample(otherImage, otherSample));
            }
        return sum.Checks(name);
    }

    private sealed class Products
    {
        private double values;
        private double squares;
        private long count;

        public void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        {
            for (int i = 0; i < left.Length; i++)
            {
                double a = left[i];
                double b = right[i];
                values += a * b;
                squares += ((a * a) - 1) * ((b * b) - 1) / 2;
            }
            count += left.Length;
        }

        // Known mean 0 and variance 1 of both products: no estimate enters.
        public IEnumerable<Measured> Checks(string name) =>
        [
            Measured.Normal($"correlation: {name}", values / Math.Sqrt(count)),
            Measured.Normal($"correlation of squares: {name}", squares / Math.Sqrt(count)),
        ];
    }
}
