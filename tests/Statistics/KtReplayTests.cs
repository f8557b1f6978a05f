using System.Globalization;
using Audit.Noise;
using Audit.Records.Items;
using Audit.Records.Runs;
using Audit.Records.Statistics;
using Xunit.Abstractions;

namespace Audit.Tests.Statistics;

/// <summary>The votes behind published certificates, replayed in random order and stopped when a radius is decided, against
/// figures obtained from the same logs by other code.</summary>
public class KtReplayTests(ITestOutputHelper output)
{
    private const string Cifar = "reference/cohen2019/cifar10/resnet110", Imagenet = "reference/cohen2019/imagenet/resnet50";
    private const string Cifar25 = Cifar + "/noise_0.25/test/sigma_0.25", Cifar50 = Cifar + "/noise_0.50/test/sigma_0.50";
    private const string Imagenet50 = Imagenet + "/noise_0.50/test/sigma_0.50";
    private const int N = 100_000;
    private const double Alpha = 0.001;

    [SharedFact(Cifar)]
    public void Cifar25_Radius025_OneOrder() => Replay(Cifar25, .25, 1, (.25, 326, 326.0, 1815, 55));

    [SharedFact(Cifar)]
    [Trait("Category", "Long")]
    public void Cifar25_FiveOrders() => Replay(Cifar25, .25, 5, (.25, 326, 326.0, 1815, 55), (.50, 225, 225.0, 2436, 459),
        (.75, 136, 129.2, 9649, 101));

    [SharedFact(Cifar)]
    [Trait("Category", "Long")]
    public void Cifar50_FiveOrders() => Replay(Cifar50, .5, 5, (.25, 327, 325.8, 2527, 72), (.50, 232, 232.0, 3024, 58),
        (1.0, 122, 121.0, 3169, 42), (1.5, 47, 42.2, 5331, 11));

    [SharedFact(Imagenet)]
    [Trait("Category", "Long")]
    public void Imagenet50_FiveOrders() => Replay(Imagenet50, .5, 5, (.50, 287, 287.0, 1539, 55), (1.0, 216, 216.0, 2739, 459));

    private void Replay(string log, double sigma, int orders,
        params (double Radius, int Fixed, double Certified, double Mean, double Median)[] rows)
    {
        IReadOnlyList<CertifyRecord> records = CohenLog.Read(SharedFolder.Find(log), sigma);
        int[] counts = [.. records.Select(r => r.Verdict == VerdictKind.Certified ? CountOf(r.Radius, sigma) : N * 45 / 100)];
        foreach (var row in rows)
        {
            KtBoundary boundary = new(Gaussian.UpperTail(row.Radius / sigma), N, Alpha);
            (bool Certified, int Samples)[] outcomes = new (bool, int)[counts.Length * orders];
            Parallel.For(0, outcomes.Length, i => outcomes[i] = One(boundary, counts[i / orders],
                new(NoiseStream.Diagnosis, i / orders, i % orders)));
            int fixedN = records.Count(r => r.CertifiedAt(row.Radius));
            double certified = outcomes.Count(o => o.Certified) / (double)orders, mean = outcomes.Average(o => o.Samples);
            int median = outcomes.Select(o => o.Samples).Order().ElementAt(outcomes.Length / 2);
            double below = outcomes.Count(o => o.Samples < row.Median) / (double)outcomes.Length,
                upTo = outcomes.Count(o => o.Samples <= row.Median) / (double)outcomes.Length;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{log}, r {row.Radius}: certified {fixedN} -> {certified:F1} ({row.Fixed} -> {row.Certified:F1}), mean N "
                + $"{mean:F0} ({row.Mean}), median {median} ({row.Median}, at quantile {below:F3} to {upTo:F3} of ours), saving "
                + $"{N / mean:F1}"));
            Assert.Equal(row.Fixed, fixedN);
            Assert.InRange(certified, row.Certified - 2, row.Certified + 2);
            Assert.InRange(mean, row.Mean * .88, row.Mean * 1.12);
            // Stopping times are lumpy: the median jumps where few images stop, its rank does not.
            Assert.True(below <= .53 && upTo >= .47, $"{row.Median} is at quantile {below} to {upTo}");
            // Nothing is certified sequentially that fixed n does not certify, beyond the log's three decimals.
            Assert.All(Enumerable.Range(0, outcomes.Length).Where(i => outcomes[i].Certified),
                i => Assert.True(records[i / orders].Radius >= row.Radius - .001));
        }
    }

    /// <summary>Draws the 100,000 votes of one image without replacement until the radius is decided.</summary>
    private static (bool Certified, int Samples) One(KtBoundary boundary, int count, NoiseAddress address)
    {
        float[] uniform = new float[1024];
        int hits = 0;
        for (int n = 1; n <= N; n++)
        {
            int offset = (n - 1) % uniform.Length;
            if (offset == 0)
                UniformNoise.Fill(uniform, new Rng(2024), address, n - 1);
            hits += uniform[offset] * (double)(N - n + 1) < count - hits ? 1 : 0;
            if (hits >= boundary.Certify[n])
                return (true, n);
            if (hits <= boundary.Refute[n])
                return (false, n);
        }

        return (false, N);
    }

    /// <summary>The count whose certificate has the logged radius: the radius grows with the count.</summary>
    private static int CountOf(double radius, double sigma)
    {
        int low = N / 2, high = N;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if ((GaussianVotes.Of(middle, N, Alpha, sigma).Radius ?? 0) < radius)
                low = middle + 1;
            else
                high = middle;
        }

        double Distance(int count) => Math.Abs((GaussianVotes.Of(count, N, Alpha, sigma).Radius ?? 0) - radius);
        return Distance(low - 1) < Distance(low) ? low - 1 : low;
    }
}
