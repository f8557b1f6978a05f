using Audit.Certify;
using Audit.Networks.Graphs;
using Audit.Noise;
using Audit.Records.Certificates;
using static TorchSharp.torch;

namespace Audit.Tests.Certify;

/// <summary>Smoothing against a network that reads the rounding errors of the sum of image and noise (Voracek and Hein,
/// arXiv:2207.07209).</summary>
/// <remarks>
/// A float32 number in [1/2, 1) is a multiple of 2^-24, one in [1, 2) of 2^-23. So where a pixel x in [1/2, 1) meets noise in
/// (-2, -1), the sum, which is exact, is an odd multiple of 2^-24 if and only if x is: a bit of the image that no noise hides.
/// The network answers 1 where it sees an odd one.
/// </remarks>
public class FloatingPointSmoothingTests
{
    private const int Pixels = 64;
    private const double Unit = 1.0 / (1 << 24);

    private static readonly FunctionClassifier Planted = new(new ImageShape(1, 8, 8), 2, v =>
    {
        var informative = v.gt(-1).logical_and(v.lt(-0.5));
        var odd = (v.to(float64) / Unit).remainder(2).eq(1);
        var seen = informative.logical_and(odd).flatten(1).any(1).to(float32);
        return stack([1 - seen, seen], 1);
    });

    /// <summary>Neighbouring grey values whose float32 numbers are an even and an odd multiple of 2^-24.</summary>
    private static (float Even, float Odd) Greys()
    {
        for (int k = 129; k < 250; k++)
        {
            if (k / 255f / Unit % 2 == 0 && (k + 1) / 255f / Unit % 2 == 1)
                return (k / 255f, (k + 1) / 255f);
        }

        throw new InvalidOperationException("no such pair");
    }

    private static Certificate Certify(string? noise, float grey) =>
        new Smoothing(Planted, new SmoothingOptions { Sigma = 1, Noise = noise, N = 1000 })
        .Certify(full([1, 8, 8], grey), 3, new Rng(2));

    /// <summary>The documented limit of float32 noise: two certificates of different classes, each far larger than the distance
    /// of the two images.</summary>
    [Theory]
    [InlineData(null, 2)]
    [InlineData(UniformL1.Key, 1)]
    public void Float32Noise_IsDeceived(string? noise, int norm)
    {
        using var scope = NewDisposeScope();
        var (even, odd) = Greys();
        Certificate one = Certify(noise, even), other = Certify(noise, odd);
        double distance = norm == 2 ? 8 * (odd - even) : Pixels * (odd - even);
        Assert.Equal((0, 1), (one.Class, other.Class));
        Assert.True(one.Radius > 4 * distance && other.Radius > 4 * distance, $"{one.Radius} and {other.Radius} at {distance}");
    }

    [Fact]
    public void ExactNoise_IsNot()
    {
        using var scope = NewDisposeScope();
        var (even, odd) = Greys();
        Certificate one = Certify(ExactGaussianL2.Key, even), other = Certify(ExactGaussianL2.Key, odd);
        // The false certificate is not issued: what the network sees of either image is a number of the grid.
        Assert.NotEqual(0, one.Class);
        Assert.True(one.Class is null || other.Class is null || one.Class == other.Class);
    }

    /// <summary>A half-space between two grid values is what it is to real noise too: the radius is the distance, to which it
    /// comes close.</summary>
    [Fact]
    public void ExactNoise_CertifiesAsMuchAsTheDistanceAllows()
    {
        using var scope = NewDisposeScope();
        var half = FunctionClassifier.HalfSpace([1f], 128.5f / 255);
        const double distance = 31.5 / 255;
        for (int image = 0; image < 4; image++)
        {
            var certificate = new Smoothing(half, new SmoothingOptions { Sigma = 0.25, Noise = ExactGaussianL2.Key, N = 20_000 })
                .Certify(full([1, 1, 1], 160 / 255f), image, new Rng(2));
            Assert.Equal(1, certificate.Class);
            Assert.InRange(certificate.Radius, distance - 0.015, distance);
        }
    }

    [Fact]
    public void ExactNoise_ImageOffTheGrid_IsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("grid of 8 bits", Assert.Throws<ArgumentException>(() => Certify(ExactGaussianL2.Key, 0.5f)).Message,
            StringComparison.Ordinal);
    }
}
