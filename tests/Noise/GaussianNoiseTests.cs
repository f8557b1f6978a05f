using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Audit.Noise;
using Audit.Noise.Lanes;

namespace Audit.Tests.Noise;

public class GaussianNoiseTests
{
    private static readonly NoiseAddress Address = new(NoiseStream.Estimation, 17, 123456);
    private readonly Rng rng = new(0x0123456789abcdef);

    /// <summary>The documented formula in double precision, from the scalar Philox.</summary>
    internal static double Reference(Rng rng, NoiseAddress address, long element)
    {
        (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(rng.Key, (uint)(element / 4), (uint)address.Sample,
            (uint)address.Image, (uint)address.Stream);
        (double first, double second) = element % 4 < 2 ? Pair(w0, w1) : Pair(w2, w3);
        return element % 2 == 0 ? first : second;
    }

    private static (double First, double Second) Pair(uint a, uint b)
    {
        double fromZero = (a * 256.0) + (b >> 24) + 0.5;
        double fromOne = (1L << 40) - fromZero;
        double scale = 1L << 40;
        double log = fromZero < fromOne ? Math.Log(fromZero / scale) : Log1P(-fromOne / scale);
        double radius = Math.Sqrt(-2 * log);
        double angle = Math.PI / 4 * ((2.0 * (b & 0x3FFFFF)) + 1 - (1 << 22)) / (1 << 22);
        if ((b & 0x800000) != 0)
            radius = -radius;
        (double sine, double cosine) = Math.SinCos(angle);
        return (b & 0x400000) == 0 ? (radius * cosine, radius * sine) : (radius * sine, radius * cosine);
    }

    /// <summary>ln(1 + y) without loss near 0 (Kahan's correction).</summary>
    private static double Log1P(double y)
    {
        double sum = 1 + y;
        return sum == 1 ? y : Math.Log(sum) * y / (sum - 1);
    }

    private static (float First, float Second) Product(uint a, uint b)
    {
        BoxMuller.Apply(Word.Of(a), Word.Of(b), Word.Of(a), Word.Of(b), out Real first, out Real second, out _, out _);
        return (first.Value, second.Value);
    }

    private static void AssertPair(uint a, uint b)
    {
        (double first, double second) = Pair(a, b);
        (float productFirst, float productSecond) = Product(a, b);
        Assert.True(Math.Abs(productFirst - first) <= 4e-7 * Math.Abs(first), $"{a:x8} {b:x8}: {productFirst} for {first}");
        Assert.True(Math.Abs(productSecond - second) <= 4e-7 * Math.Abs(second), $"{a:x8} {b:x8}: {productSecond} for {second}");
        Assert.InRange(Math.Abs(productFirst), float.Epsilon, GaussianNoise.Largest);
        Assert.InRange(Math.Abs(productSecond), float.Epsilon, GaussianNoise.Largest);
    }

    [Fact]
    public void BoxMuller_RandomWordsAtEveryScale_IsWithin4e7OfDoublePrecision()
    {
        for (uint i = 0; i < 200_000; i++)
        {
            (uint a, uint b, uint c, _) = Philox4x32.Block(99, i, 0, 0, 0);
            AssertPair(a, b);
            AssertPair(a >> (int)(i % 32), c);
            AssertPair(~(a >> (int)(i % 32)), c);
        }
    }

    [Fact]
    public void BoxMuller_ExtremeWords_AreFiniteAndExact()
    {
        // sqrt(1/2) as a 32-bit fraction is where the logarithm changes sides; 2^-k where its exponent does.
        uint[] firsts = [0, 1, 255, 256, 0xB504F333, 0xB504F334, 0x7FFFFFFF, 0x80000000, 0xFFFFFF00, 0xFFFFFFFE, 0xFFFFFFFF];
        uint[] seconds = [0, 1, 0x1FFFFF, 0x200000, 0x3FFFFF, 0x400000, 0x7FFFFF, 0x800000, 0xFFFFFF, 0x1000000, 0xFF000000,
            0xFFFFFFFF];
        foreach (uint a in firsts)
            foreach (uint b in seconds)
                AssertPair(a, b);
    }

    [Fact]
    public void BoxMuller_SmallestUniform_IsTheDocumentedLargestValue()
    {
        (float first, _) = Product(0, 1 << 21);
        Assert.Equal(Math.Sqrt(82 * Math.Log(2)), first, 3e-6);
        Assert.InRange(first, 7.5390f, GaussianNoise.Largest);
    }

    [Fact]
    public void Fill_EachElement_IsTheFormulaAtItsAddress()
    {
        float[] values = new float[1001];
        GaussianNoise.Fill(values, rng, Address, 5);
        for (int i = 0; i < values.Length; i++)
        {
            double expected = Reference(rng, Address, 5 + i);
            Assert.InRange(values[i], expected - (4e-7 * Math.Abs(expected)), expected + (4e-7 * Math.Abs(expected)));
        }
    }

    /// <summary>Guards every stored run: the digest of 100,003 values.</summary>
    [Fact]
    public void Fill_StoredDigest_NeverChanges()
    {
        float[] values = new float[100_003];
        GaussianNoise.Fill(values, rng, Address);
        Assert.Equal("9515566816b34e0f58e9617f204513c5",
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())))[..32]);
    }

    public static TheoryData<int> Widths => [(int)NoiseWidth.Vector256, (int)NoiseWidth.Vector512, (int)NoiseWidth.Widest];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Fill_AnyRegisterWidthLengthAndOffset_IsTheScalarBits(int width)
    {
        // Where the processor lacks a width the next narrower one runs, and the assertion below still has to hold.
        float[] whole = new float[4096];
        AddressedBlocks.Fill<BoxMuller>(whole, rng, Address, NoiseKind.Gaussian, 0, NoiseWidth.Scalar);
        for (int length = 0; length < 300; length++)
        {
            int first = length * 7 % 61;
            float[] part = new float[length + 2];
            part[0] = part[^1] = -99;
            AddressedBlocks.Fill<BoxMuller>(part.AsSpan(1, length), rng, Address, NoiseKind.Gaussian, first, (NoiseWidth)width);
            Assert.Equal(Bits(whole.AsSpan(first, length)), Bits(part.AsSpan(1, length)));
            Assert.Equal((-99f, -99f), (part[0], part[^1]));
        }
    }

    [Fact]
    public void Fill_LongVectors_AreTheScalarBits()
    {
        float[] scalar = new float[2_000_003];
        float[] vector = new float[scalar.Length];
        AddressedBlocks.Fill<BoxMuller>(scalar, rng, Address, NoiseKind.Gaussian, 1, NoiseWidth.Scalar);
        foreach (NoiseWidth width in (NoiseWidth[])[NoiseWidth.Vector256, NoiseWidth.Vector512])
        {
            AddressedBlocks.Fill<BoxMuller>(vector, rng, Address, NoiseKind.Gaussian, 1, width);
            Assert.True(MemoryMarshal.AsBytes(scalar.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(vector.AsSpan())), $"{width}");
        }
    }

    [Fact]
    public void AddTo_IsXPlusSigmaTimesNoise_EachStepRounded()
    {
        float[] x = new float[9001];
        UniformNoise.Fill(x, rng, Address);
        float[] noise = new float[x.Length];
        float[] noisy = new float[x.Length];
        GaussianNoise.Fill(noise, rng, Address, 3);
        GaussianNoise.AddTo(x, 0.25f, noisy, rng, Address, 3);
        for (int i = 0; i < x.Length; i++)
        {
            float scaled = 0.25f * noise[i];
            Assert.Equal(x[i] + scaled, noisy[i]);
        }
        GaussianNoise.AddTo(x, 0.25f, x, rng, Address, 3);
        Assert.Equal(noisy, x);
    }

    /// <summary>0.12 has 24 significant bits in float32, so a product and a sum rounded in one step would differ in most
    /// elements.</summary>
    [Fact]
    public void AddTo_AnyLength_RoundsProductAndSumApart()
    {
        for (int length = 1; length <= 17; length++)
        {
            float[] x = new float[length], noise = new float[length], noisy = new float[length];
            UniformNoise.Fill(x, rng, Address);
            GaussianNoise.Fill(noise, rng, Address);
            GaussianNoise.AddTo(x, 0.12f, noisy, rng, Address);
            for (int i = 0; i < length; i++)
            {
                // A product of two float32 numbers is exact in float64, and a sum of two is rounded once.
                float product = (float)(0.12f * (double)noise[i]);
                Assert.Equal((float)(x[i] + (double)product), noisy[i]);
            }
        }
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AddTo_ImpossibleSigma_IsRefused(float sigma)
    {
        float[] x = new float[4];
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianNoise.AddTo(x, sigma, x, rng, Address));
    }

    [Fact]
    public void AddTo_OtherLength_IsRefusedWithBothLengths()
    {
        var error = Assert.Throws<ArgumentException>(
            () => GaussianNoise.AddTo(new float[4], 1, new float[5], rng, Address));
        Assert.StartsWith("destination must be as long as x = 4, got 5.", error.Message);
    }

    internal static int[] Bits(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values).ToArray();
}
