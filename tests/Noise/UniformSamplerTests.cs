using Audit.Noise;
using Audit.Noise.Lanes;
using static TorchSharp.torch;

namespace Audit.Tests.Noise;

public class UniformSamplerTests
{
    private static readonly NoiseAddress Address = new(NoiseStream.Estimation, 5, 6);
    private readonly Rng rng = new(3);

    [Fact]
    public void AddTo_IsXPlusLambdaTimesTheCentredUpper24Bits_InEveryWidth()
    {
        float[] values = new float[777];
        foreach (NoiseWidth width in Enum.GetValues<NoiseWidth>())
        {
            AddressedBlocks.Fill<CentredInterval>(values, rng, Address, NoiseKind.Uniform, 2, width);
            for (int i = 0; i < values.Length; i++)
                Assert.Equal(Reference(i + 2), values[i]);
        }

        for (int length = 1; length <= 40; length++)
        {
            float[] x = new float[length], noisy = new float[length];
            UniformNoise.Fill(x, new Rng(8), Address);
            new UniformSampler(0.12f).AddTo(x, noisy, rng, Address, 2);
            for (int i = 0; i < length; i++)
                Assert.Equal((float)(x[i] + (double)(float)(0.12f * Reference(i + 2))), noisy[i]);
        }
    }

    /// <summary>(2k + 1) / 2^24 - 1 for the upper 24 bits k of the element's word.</summary>
    private static double Reference(int element)
    {
        var block = Philox4x32.Block(3, (uint)element / 4, 6, 5, (1u << 24) | 1);
        uint word = (element % 4) switch { 0 => block.W0, 1 => block.W1, 2 => block.W2, _ => block.W3 };
        return ((2.0 * (word >> 8)) + 1) / 16777216 - 1;
    }

    [Fact]
    public void AddTo_OnADevice_HasTheBitsOfTheCpu()
    {
        using var scope = NewDisposeScope();
        float[] x = new float[3 * 5 * 7], expected = new float[x.Length];
        UniformNoise.Fill(x, new Rng(1), new NoiseAddress(NoiseStream.Start, 0, 0));
        var noise = new UniformSampler(0.43f);
        foreach (var device in cuda.is_available() ? (Device[])[CPU, CUDA] : [CPU])
        {
            float[] actual = noise.AddTo(tensor(x, [3, 5, 7]).to(device), 4, new Rng(2), Address).cpu().contiguous().data<float>()
                .ToArray();
            for (int row = 0; row < 4; row++)
            {
                noise.AddTo(x, expected, new Rng(2), Address.Next(row));
                Assert.Equal(expected, actual.Skip(row * x.Length).Take(x.Length));
            }
        }
    }

    [Fact]
    public void AddTo_MillionValues_FillTheCubeEvenlyAndNoMore()
    {
        float[] values = new float[1_000_000];
        new UniformSampler(1).AddTo(values, values, rng, Address);
        int[] counts = new int[100];
        foreach (float value in values)
            counts[(int)((value + 1) * 50)]++;
        double statistic = counts.Sum(count => (count - 10_000.0) * (count - 10_000.0) / 10_000);
        // Chi-square with 99 degrees: 4.5 standard deviations either side.
        Assert.InRange(statistic, 99 - (4.5 * Math.Sqrt(198)), 99 + (4.5 * Math.Sqrt(198)));
        Assert.True(values.Max() < 1 && values.Min() > -1);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    public void ImpossibleLambda_IsRefused(float lambda) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new UniformSampler(lambda));
}
