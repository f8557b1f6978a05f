using Audit.Noise;
using Audit.Noise.Lanes;

namespace Audit.Tests.Noise;

public class UniformNoiseTests
{
    private static readonly NoiseAddress Address = new(NoiseStream.Augmentation, 5, 6);
    private readonly Rng rng = new(3);

    [Fact]
    public void Fill_IsTheUpper24BitsOfItsWord_InEveryWidth()
    {
        float[] values = new float[777];
        foreach (NoiseWidth width in Enum.GetValues<NoiseWidth>())
        {
            AddressedBlocks.Fill<UnitInterval>(values, rng, Address, NoiseKind.Uniform, 2, width);
            for (int i = 0; i < values.Length; i++)
            {
                var block = Philox4x32.Block(3, (uint)(i + 2) / 4, 6, 5, (1u << 24) | 10);
                uint word = ((i + 2) % 4) switch { 0 => block.W0, 1 => block.W1, 2 => block.W2, _ => block.W3 };
                Assert.Equal((word >> 8) / 16777216.0, values[i]);
            }
        }
    }

    [Fact]
    public void Fill_MillionValues_CoverTheUnitIntervalEvenly()
    {
        float[] values = new float[1_000_000];
        UniformNoise.Fill(values, rng, Address);
        int[] counts = new int[100];
        foreach (float value in values)
            counts[(int)(value * 100)]++;
        double statistic = counts.Sum(count => (count - 10_000.0) * (count - 10_000.0) / 10_000);
        // Chi-square with 99 degrees: 4.5 standard deviations either side.
        Assert.InRange(statistic, 99 - (4.5 * Math.Sqrt(198)), 99 + (4.5 * Math.Sqrt(198)));
        Assert.InRange(values.Max(), 0.99999f, 1 - (1f / 16777216));
    }

    [Fact]
    public void Fill_SameAddressAsGaussian_IsIndependentOfIt()
    {
        float[] uniform = new float[100_000];
        float[] normal = new float[100_000];
        UniformNoise.Fill(uniform, rng, Address);
        GaussianNoise.Fill(normal, rng, Address);
        double product = 0;
        double squares = 0;
        for (int i = 0; i < uniform.Length; i++)
        {
            product += (uniform[i] - 0.5) * normal[i] * Math.Sqrt(12);
            squares += (uniform[i] - 0.5) * ((normal[i] * normal[i]) - 1) * Math.Sqrt(6);
        }
        Assert.InRange(product / Math.Sqrt(uniform.Length), -4.5, 4.5);
        Assert.InRange(squares / Math.Sqrt(uniform.Length), -4.5, 4.5);
    }
}
