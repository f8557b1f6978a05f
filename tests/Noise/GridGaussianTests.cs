using Audit.Noise;
using Audit.Noise.Lanes;
using Audit.Records.Certificates;
using Audit.Records.Statistics;
using static TorchSharp.torch;

namespace Audit.Tests.Noise;

public class GridGaussianTests
{
    private static readonly NoiseAddress Address = new(NoiseStream.Estimation, 5, 6);

    /// <summary>The first 128 bits of Phi(t), from Laplace's continued fraction in decimal arithmetic of 80 digits
    /// (Python).</summary>
    [Theory]
    [InlineData(1, 1, "d7625e89069be9a4bf22e9ef2dd1d649")]
    [InlineData(2, 1, "fa2d0c1f4d89e8198c5d9f298e60d34d")]
    [InlineData(5, 2, "fe690b1a81b631ba6abef31e8c8677ac")]
    [InlineData(3, 1, "ffa7887819e928a4eea9bdb4c2306d7c")]
    [InlineData(6, 1, "fffffffbc33c43fdb4adf0782ab60e5f")]
    [InlineData(9, 1, "fffffffffffffffdeb0a089c233071f1")]
    [InlineData(15, 1, "ffffffffffffffffffffffffffffffff")]
    public void NormalFractions_HaveTheReferenceBits(int numerator, int denominator, string bits)
    {
        // With scale = denominator / (2 numerator) the first value, k = 0, is Phi(1 / (2 scale)) = Phi(numerator / denominator).
        Assert.Equal(UInt128.Parse(bits, System.Globalization.NumberStyles.HexNumber, null),
            Assert.Single(NormalFractions.Of(denominator, 2 * numerator, 1)));
    }

    [Fact]
    public void NormalFractions_AlongTheGrid_AreTheDistributionFunctionOfDoubles()
    {
        var fractions = NormalFractions.Of(255, 4, 400);
        for (int k = 0; k < fractions.Length; k++)
            Assert.Equal(Gaussian.Cdf((k + 0.5) / 63.75), (double)fractions[k] / Math.Pow(2, 128), 1e-13);
    }

    /// <summary>Against a search through all intervals, at words that decide and at those that do not.</summary>
    [Theory]
    [InlineData(0.25)]
    [InlineData(1)]
    [InlineData(0.003)]
    public void Shifted_IsTheIntervalThatHoldsTheNumber(double sigma)
    {
        var grid = GridGaussian.Of(sigma);
        var above = NormalFractions.Of(Rational.Of(sigma).Numerator * 255, Rational.Of(sigma).Denominator, grid.Tail);
        UInt128[] ends = [.. above.Reverse().Select(end => UInt128.MaxValue - end), .. above];
        Assert.Equal(2 * grid.Tail, ends.Length);
        var random = new Random(5);
        uint[] words = [0, uint.MaxValue, .. ends.Where((_, i) => i % 23 == 5).Select(end => (uint)(end >> 96)),
            .. Enumerable.Range(0, 200).Select(_ => (uint)random.NextInt64(1L << 32))];
        int undecided = 0;
        foreach (uint word in words)
        {
            var low = new UInt128((ulong)word << 32, 0);
            var high = new UInt128(((ulong)word << 32) | uint.MaxValue, ulong.MaxValue);
            int least = ends.Count(end => end < low), most = ends.Count(end => end < high);
            undecided += least == most ? 0 : 1;
            int found = grid.Shifted(word);
            Assert.True(found == -1 || (found == least && found == most), $"{word}: {found}, not {least} to {most}");
            Assert.True(found >= 0 || ends.Any(end => end >= low && end <= high), $"{word} decides, but {found}");
            if (!ends.Contains(high))
                Assert.Equal(most, grid.Shifted(high));
        }

        Assert.True(undecided > 0);
        Assert.Throws<InvalidOperationException>(() => grid.Shifted(ends[grid.Tail]));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.25)]
    public void AddTo_ManyPixels_FollowTheDiscreteNormal(double sigma)
    {
        float[] values = new float[300_000];
        Array.Fill(values, 100 / 255f);
        new GridGaussianSampler(new ExactGaussianL2(sigma)).AddTo(values, values, new Rng(11), Address);
        var counts = values.GroupBy(v => (int)Math.Round(v * 255.0) - 100).ToDictionary(g => g.Key, g => g.Count());
        Assert.True(values.All(v => (float)Math.Round(v * 255.0) / 255f == v));
        double statistic = 0, scale = 255 * sigma;
        int cells = 0;
        for (int k = counts.Keys.Min(); k <= counts.Keys.Max(); k++)
        {
            double expected = values.Length * (Gaussian.Cdf((k + 0.5) / scale) - Gaussian.Cdf((k - 0.5) / scale));
            if (expected < 20)
                continue;
            cells++;
            statistic += Math.Pow(counts.GetValueOrDefault(k) - expected, 2) / expected;
        }

        Assert.InRange(statistic, cells - (4.5 * Math.Sqrt(2 * cells)), cells + (4.5 * Math.Sqrt(2 * cells)));
    }

    /// <summary>Where an element's word does not decide its value, three more of its own do: in millions of elements there are
    /// some.</summary>
    [Fact]
    public void AddTo_WordsThatDoNotDecide_AreFollowedByTheDocumentedOnes()
    {
        const double Sigma = 2;
        var grid = GridGaussian.Of(Sigma);
        var noise = new GridGaussianSampler(new ExactGaussianL2(Sigma));
        var rng = new Rng(21);
        float[] pixel = [100 / 255f], noisy = new float[1];
        int found = 0;
        for (uint block = 0; block < 1 << 20; block++)
        {
            uint Word(int kind, uint at, int word)
            {
                var (a, b, c, d) = Philox4x32.Block(rng.Key, at, Address.Word1, Address.Word2, Address.Word3((NoiseKind)kind));
                return word switch { 0 => a, 1 => b, 2 => c, _ => d };
            }
            var (w0, w1, w2, w3) = Philox4x32.Block(rng.Key, block, Address.Word1, Address.Word2, Address.Word3(NoiseKind.Grid));
            uint[] words = [w0, w1, w2, w3];
            for (int k = 0; k < 4; k++)
            {
                if (grid.Shifted(words[k]) >= 0)
                    continue;
                int further = (int)NoiseKind.GridFurther + k;
                UInt128 bits = new(((ulong)words[k] << 32) | Word(further, block, 0),
                    ((ulong)Word(further, block, 1) << 32) | Word(further, block, 2));
                noise.AddTo(pixel, noisy, rng, Address, 4L * block + k);
                int level = 100 + grid.Shifted(bits) - grid.Tail;
                Assert.Equal(Math.Clamp(level, 255 - grid.Tail, grid.Tail) / 255f, noisy[0]);
                found++;
            }
        }
        Assert.InRange(found, 3, 30);
    }

    /// <summary>What makes the certificate hold for the sum as computed: the noise knows nothing of the image.</summary>
    [Fact]
    public void AddTo_AnyImage_TheSameIntegersAreAdded()
    {
        var noise = new GridGaussianSampler(new ExactGaussianL2(0.25));
        int tail = GridGaussian.Of(0.25).Tail;
        float[] zero = new float[5000], sum = new float[zero.Length];
        noise.AddTo(zero, zero, new Rng(1), Address, 3);
        int[] added = [.. zero.Select(v => (int)Math.Round(v * 255.0))];
        Assert.True(added.Distinct().Count() > 200);
        foreach (int level in (int[])[1, 77, 254, 255])
        {
            Array.Fill(sum, level / 255f);
            noise.AddTo(sum, sum, new Rng(1), Address, 3);
            // Both ends gather what lies beyond: 255 - T and T.
            Assert.Equal(added.Select(k => Math.Clamp(k + level, 255 - tail, tail) / 255f), sum);
        }
    }

    [Fact]
    public void AddToEach_RecordsTheIdentity_AndKeepsTheGrid()
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var x = full([2, 1, 4, 4], 51 / 255f).requires_grad_();
        NoiseAddress[] addresses = [Address, Address.Next()];
        var noise = new GridGaussianSampler(new ExactGaussianL2(0.25));
        var noisy = noise.AddToEach(x, new Rng(4), addresses);
        float[] expected = new float[16];
        Array.Fill(expected, 51 / 255f);
        noise.AddTo(expected, expected, new Rng(4), Address.Next());
        Assert.Equal(expected, noisy[1].detach().contiguous().data<float>().ToArray());
        Assert.True(autograd.grad([noisy.sum()], [x])[0].Equals(ones_like(x)));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    [InlineData(-1 / 255f)]
    [InlineData(256 / 255f)]
    [InlineData(0.50196075f)] // the neighbour of 128 / 255
    public void AddTo_PixelOffTheGrid_IsRefused(float pixel)
    {
        var noise = new GridGaussianSampler(new ExactGaussianL2(0.25));
        Assert.Contains("grid of 8 bits", Assert.Throws<ArgumentException>(() =>
            noise.AddTo([0.2f, pixel], new float[2], new Rng(1), Address)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryNoiseModel_HasASampler_OfItsStandardDeviation()
    {
        foreach (string name in NoiseModels.Names)
        {
            float[] values = new float[100_000];
            NoiseSamplers.Of(NoiseModels.Of(name, 0.2), atLeast: true).AddTo(values, values, new Rng(6), Address);
            double mean = values.Average(v => (double)v), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
            Assert.Equal(0, mean, 0.2 * 5 / Math.Sqrt(values.Length));
            Assert.Equal(0.2, deviation, 0.2 * 5 / Math.Sqrt(values.Length));
        }
    }
}
