using Audit.Noise;
using static TorchSharp.torch;

namespace Audit.Tests.Noise;

/// <summary>The generator made of tensor operations against the CPU's, bit for bit; on a CUDA device too, where there is
/// one.</summary>
public class DeviceNoiseTests
{
    public static TheoryData<ulong, long, long, int, int> Addresses() => new()
    {
        { 0, 0, 0, 3, 4096 },
        { 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFF0, 8, 1001 },
        { 0x243F6A8885A308D3, 7, 1_000_000, 64, 3072 },
        { 5, 1, 2, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Fill_AnyAddress_HasTheBitsOfTheCpu(ulong seed, long image, long sample, int rows, int elements)
    {
        using var scope = NewDisposeScope();
        var first = new NoiseAddress(NoiseStream.Estimation, image, sample);
        foreach (var device in cuda.is_available() ? (Device[])[CPU, CUDA] : [CPU])
        {
            float[] actual = DeviceNoise.Fill(rows, elements, new Rng(seed), first, device).cpu().contiguous().data<float>()
                .ToArray();
            for (int row = 0; row < rows; row++)
            {
                float[] expected = new float[elements];
                GaussianNoise.Fill(expected, new Rng(seed), first.Next(row));
                Assert.Equal(expected.Select(BitConverter.SingleToUInt32Bits), actual.Skip(row * elements).Take(elements)
                    .Select(BitConverter.SingleToUInt32Bits));
            }
        }
    }

    /// <summary>A million values reach every exponent of u that noise of this size reaches.</summary>
    [Fact]
    public void Fill_AMillionValues_HasTheBitsOfTheCpu()
    {
        using var scope = NewDisposeScope();
        float[] expected = new float[1 << 20];
        GaussianNoise.Fill(expected, new Rng(12), new NoiseAddress(NoiseStream.Attack, 3, 9));
        float[] actual = DeviceNoise.Fill(1, 1 << 20, new Rng(12), new NoiseAddress(NoiseStream.Attack, 3, 9), CPU).contiguous()
            .data<float>().ToArray();
        Assert.True(expected.AsSpan().SequenceEqual(actual));
        Assert.True(expected.Max() > 4.5 && expected.Min(Math.Abs) < 1e-5);
    }

    [Fact]
    public void AddTo_Image_IsWhatTheCpuAdds()
    {
        using var scope = NewDisposeScope();
        float[] x = new float[3 * 5 * 7], expected = new float[x.Length];
        UniformNoise.Fill(x, new Rng(1), new NoiseAddress(NoiseStream.Start, 0, 0));
        var first = new NoiseAddress(NoiseStream.Estimation, 1, 10);
        float[] actual = DeviceNoise.AddTo(tensor(x, [3, 5, 7]), 0.12f, 4, new Rng(2), first).data<float>().ToArray();
        GaussianNoise.AddTo(x, 0.12f, expected, new Rng(2), first.Next(3));
        Assert.Equal(expected, actual.Skip(3 * x.Length));
    }
}
