using Audit.Noise;

namespace Audit.Tests.Noise;

public unsafe class NoiseBatchTests
{
    private static readonly NoiseAddress First = new(NoiseStream.Training, 3, 40);
    private readonly Rng rng = new(11);

    // Shorter than a piece, several rows to a piece, not a multiple of 4, and longer than one piece.
    [Theory]
    [InlineData(1, 3072)]
    [InlineData(37, 3072)]
    [InlineData(50, 783)]
    [InlineData(5, 1)]
    [InlineData(3, 100_003)]
    [InlineData(0, 3072)]
    [InlineData(4, 0)]
    public void Fill_AnyThreads_IsTheSamplesOneByOne(int rows, int elements)
    {
        float[] expected = new float[rows * elements];
        for (int row = 0; row < rows; row++)
            GaussianNoise.Fill(expected.AsSpan(row * elements, elements), rng, First.Next(row));
        foreach (int threads in (int[])[0, 1, 2, 7])
        {
            float[] values = new float[(rows * elements) + 1];
            fixed (float* destination = values)
                NoiseBatch.FillGaussian(destination, rows, elements, rng, First, threads);
            Assert.Equal(GaussianNoiseTests.Bits(expected), GaussianNoiseTests.Bits(values.AsSpan(0, expected.Length)));
            Assert.Equal(0, values[^1]);
        }
    }

    // The second is longer than a piece, so that its pieces begin within a sample.
    [Theory]
    [InlineData(24, 3072)]
    [InlineData(3, 100_003)]
    public void AddTo_AnySplitIntoBatches_IsTheSamplesOneByOne(int rows, int elements)
    {
        float[] x = new float[elements];
        UniformNoise.Fill(x, rng, First);
        foreach (NoiseSampler noise in (NoiseSampler[])[new GaussianSampler(0.5f), new UniformSampler(0.5f)])
        {
            float[] expected = new float[rows * elements];
            for (int row = 0; row < rows; row++)
                noise.AddTo(x, expected.AsSpan(row * elements, elements), rng, First.Next(row));
            foreach (int batch in (int[])[1, 5, rows])
            {
                float[] values = new float[expected.Length];
                fixed (float* from = x, to = values)
                    for (int row = 0; row < rows; row += batch)
                        NoiseBatch.AddTo(noise, from, to + ((long)row * elements), Math.Min(batch, rows - row), elements, rng,
                            First.Next(row));
                Assert.True(expected.AsSpan().SequenceEqual(values), $"{noise} in batches of {batch}");
            }
        }
    }

    [Fact]
    public void AddToEach_InPlace_GivesEachImageItsOwnNoise()
    {
        const int Elements = 500;
        NoiseAddress[] addresses = [new(NoiseStream.Training, 9, 1), new(NoiseStream.Training, 2, 1),
            new(NoiseStream.Training, 9, 2)];
        float[] x = new float[addresses.Length * Elements];
        UniformNoise.Fill(x, rng, First);
        float[] expected = new float[x.Length];
        float[] noise = new float[x.Length];
        for (int row = 0; row < addresses.Length; row++)
        {
            Range range = (row * Elements)..((row + 1) * Elements);
            GaussianNoise.AddTo(x.AsSpan(range), 0.12f, expected.AsSpan(range), rng, addresses[row]);
        }
        fixed (float* values = x, raw = noise)
        {
            NoiseBatch.AddToEach(new GaussianSampler(0.12f), values, values, Elements, rng, addresses);
            NoiseBatch.FillGaussian(raw, Elements, rng, addresses);
        }
        Assert.Equal(expected, x);
        float[] last = new float[Elements];
        GaussianNoise.Fill(last, rng, addresses[2]);
        Assert.Equal(last, noise[(2 * Elements)..]);
    }

    [Fact]
    public void Fill_SamplesPastTheLimit_AreRefusedBeforeAnyIsWritten()
    {
        var last = new NoiseAddress(NoiseStream.Training, 0, NoiseAddress.Limit - 2);
        float[] values = new float[3];
        fixed (float* start = values)
        {
            float* destination = start;
            NoiseBatch.FillGaussian(destination, 2, 1, rng, last);
            Assert.NotEqual(0, values[1]);
            values[0] = 0;
            Assert.Throws<ArgumentOutOfRangeException>(() => NoiseBatch.FillGaussian(destination, 3, 1, rng, last));
            Assert.Equal(0, values[0]);
        }
    }
}
