using Audit.Noise;

namespace Audit.Tests.Noise;

public class NoiseAddressTests
{
    [Theory]
    [InlineData(0, -1, "sample must be in [0, 4294967296), got -1.")]
    [InlineData(0, 4294967296, "sample must be in [0, 4294967296), got 4294967296.")]
    [InlineData(4294967296, 0, "image must be in [0, 4294967296), got 4294967296.")]
    [InlineData(-5, 0, "image must be in [0, 4294967296), got -5.")]
    public void NoiseAddress_BeyondItsCounterWord_IsRefusedWithTheValue(long image, long sample, string message)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new NoiseAddress(NoiseStream.Selection, image, sample));
        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void NoiseAddress_UnnamedStreamBelowTheLimit_IsAllowed() =>
        Assert.Equal(1000, (int)new NoiseAddress((NoiseStream)1000, 0, 0).Stream);

    [Theory]
    [InlineData(-1)]
    [InlineData(1 << 24)]
    public void NoiseAddress_StreamOutsideItsBits_IsRefused(int stream) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NoiseAddress((NoiseStream)stream, 0, 0));

    [Fact]
    public void Fill_LastElementsOfASample_Work_AndOneMoreIsRefused()
    {
        float[] values = new float[6];
        var address = new NoiseAddress(NoiseStream.Selection, 0, 0);
        GaussianNoise.Fill(values, new Rng(1), address, NoiseAddress.ElementLimit - 6);
        Assert.Equal(GaussianNoiseTests.Reference(new Rng(1), address, NoiseAddress.ElementLimit - 1), values[5], 5e-6);
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => GaussianNoise.Fill(values, new Rng(1), address, NoiseAddress.ElementLimit - 5));
        Assert.Contains("got 6 elements from 17179869179", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianNoise.Fill(values, new Rng(1), address, -1));
    }
}
