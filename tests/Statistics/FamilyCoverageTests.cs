using Audit.Records.Certificates;
using Audit.Records.Statistics;
using Audit.Records.Tables;
using Xunit.Abstractions;

namespace Audit.Tests.Statistics;

/// <summary>How often statements about many images at once are false, a hundred thousand times each: Holm's procedure, the data
/// set's interval and count, and the intervals that tables print.</summary>
[Trait("Category", "Long")]
public class FamilyCoverageTests(ITestOutputHelper output)
{
    private const int Runs = 100_000;
    private const double Alpha = 0.001;

    /// <summary>Binomial counts by inversion, from another library's probabilities.</summary>
    private sealed class Counts(int n, double p)
    {
        private readonly double[] upTo = [.. Enumerable.Range(0, n + 1)
            .Select(k => MathNet.Numerics.Distributions.Binomial.CDF(p, n, k))];

        public int Draw(Random random)
        {
            int found = Array.BinarySearch(upTo, random.NextDouble());
            return Math.Min(found < 0 ? ~found : found + 1, n);
        }
    }

    /// <summary>Twenty images, of which some are exactly not robust at the radius (their class has just the probability that it
    /// needs), the others clearly so.</summary>
    [Theory]
    [InlineData(20, Alpha)]
    [InlineData(10, Alpha)]
    [InlineData(20, 0.05)]
    [InlineData(3, 0.05)]
    public void Holm_FamilyOfTwenty_HoldsAFalseCertificateNoMoreOftenThanAlpha(int notRobust, double family)
    {
        const int n = 1000, images = 20;
        NoiseModel noise = new GaussianL2(0.25);
        double miss = noise.MissAt(0.25);
        var (bad, good) = (new Counts(n, 1 - miss), new Counts(n, 1 - miss / 3));
        double[] pValues = [.. Enumerable.Range(0, n + 1).Select(k => new Votes(0, k, 100, n, Alpha, noise).PValue(0.25)!.Value)];
        var random = new Random(5);
        int wrong = 0;
        for (int run = 0; run < Runs; run++)
        {
            bool[] rejected = Holm.Rejects([.. Enumerable.Range(0, images)
                .Select(i => pValues[(i < notRobust ? bad : good).Draw(random)])], family);
            wrong += rejected.Take(notRobust).Any(r => r) ? 1 : 0;
        }

        Judge($"Holm, {notRobust} of {images} not robust", wrong, family);
    }

    /// <summary>The worst certifier that alpha allows: every robust image certified, and others with probability alpha; refuted
    /// likewise.</summary>
    [Theory]
    [InlineData(0.6, 200)]
    [InlineData(0.02, 500)]
    public void DatasetInterval_EitherEnd_IsWrongNoMoreOftenThanHalfOfWhatItMayBe(double share, int images)
    {
        const double each = 0.01;
        foreach (double confidence in (double[])[1 - Alpha, 0.95])
        {
            var random = new Random(6);
            double certified = share + ((1 - share) * each), refuted = 1 - share + (share * each);
            var (yes, no) = (new Counts(images, certified), new Counts(images, refuted));
            int low = 0, high = 0;
            for (int run = 0; run < Runs; run++)
            {
                low += CertifiedShare.Population(yes.Draw(random), 0, images, each, confidence).Low > share ? 1 : 0;
                high += CertifiedShare.Population(0, no.Draw(random), images, each, confidence).High < share ? 1 : 0;
            }

            Judge($"data set interval, share {share}, confidence {confidence}: low end", low, (1 - confidence) / 2);
            Judge($"data set interval, share {share}, confidence {confidence}: high end", high, (1 - confidence) / 2);
        }
    }

    [Theory]
    [InlineData(500, 0.001)]
    [InlineData(100, 0.05)]
    public void OfTheseAtLeast_IsWrongNoMoreOftenThanItMayBe(int images, double each)
    {
        foreach (double confidence in (double[])[1 - Alpha, 0.95])
        {
            var random = new Random(7);
            // None is robust, and each is certified with the probability that alpha allows: any certificate is false.
            var counts = new Counts(images, each);
            long most = CertifiedShare.MostFalse(images, each, confidence);
            int wrong = Enumerable.Range(0, Runs).Count(_ => counts.Draw(random) > most);
            Judge($"of these at least, {images} images at alpha {each}, confidence {confidence}", wrong, 1 - confidence);
        }
    }

    [Theory]
    [InlineData(0.003, 500)]
    [InlineData(0.1, 100)]
    [InlineData(0.5, 37)]
    [InlineData(0.93, 500)]
    public void TableInterval_EitherEnd_IsWrongNoMoreOftenThanHalfOfFivePercent(double share, int images)
    {
        var random = new Random(8);
        var counts = new Counts(images, share);
        var ends = Enumerable.Range(0, images + 1).Select(k => new ProportionCell(k, images).Interval).ToArray();
        var narrow = Enumerable.Range(0, images + 1).Select(k => Binomial.Interval(k, images, 1 - Alpha)).ToArray();
        int low = 0, high = 0, narrowLow = 0, narrowHigh = 0;
        for (int run = 0; run < Runs; run++)
        {
            int k = counts.Draw(random);
            low += ends[k].Low > share ? 1 : 0;
            high += ends[k].High < share ? 1 : 0;
            narrowLow += narrow[k].Low > share ? 1 : 0;
            narrowHigh += narrow[k].High < share ? 1 : 0;
        }

        Judge($"table interval, share {share} of {images}: low end", low, 0.025);
        Judge($"table interval, share {share} of {images}: high end", high, 0.025);
        Judge($"interval at {1 - Alpha}, share {share} of {images}: low end", narrowLow, Alpha / 2);
        Judge($"interval at {1 - Alpha}, share {share} of {images}: high end", narrowHigh, Alpha / 2);
    }

    /// <summary>The least, mean and largest of several models' shares in the robust error table, whose intervals hold for all
    /// models at once.</summary>
    [Fact]
    public void IntervalsOfSeveralModels_AreWrongTogetherNoMoreOftenThanFivePercent()
    {
        double[] shares = [0.4, 0.42, 0.7];
        const int images = 200;
        var random = new Random(9);
        Counts[] counts = [.. shares.Select(share => new Counts(images, share))];
        var ends = Enumerable.Range(0, images + 1).Select(k => Binomial.Interval(k, images, 1 - 0.05 / shares.Length)).ToArray();
        int wrong = 0;
        for (int run = 0; run < Runs; run++)
        {
            (double Low, double High)[] drawn = [.. counts.Select(c => ends[c.Draw(random)])];
            bool Covers(Func<IEnumerable<double>, double> over) =>
                over(drawn.Select(d => d.Low)) <= over(shares) && over(drawn.Select(d => d.High)) >= over(shares);
            wrong += Covers(Enumerable.Min) && Covers(Enumerable.Average) && Covers(Enumerable.Max) ? 0 : 1;
        }

        Judge("min, mean and max over three models", wrong, 0.05);
    }

    private void Judge(string what, int wrong, double allowed)
    {
        var (low, high) = Binomial.Interval(wrong, Runs, 0.999);
        output.WriteLine(FormattableString.Invariant(
            $"{what}: wrong {wrong} of {Runs} [{low:G3}, {high:G3}], allowed {allowed:G3}"));
        Assert.True(low <= allowed, $"{what}: wrong in {wrong} of {Runs}");
    }
}
