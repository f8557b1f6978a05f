using System.Security.Cryptography;
using Audit.Datasets.Decoding;
using Audit.Inputs;
using Audit.Tests.Datasets;

namespace Audit.Tests.Defences;

public class JpegCodecTests
{
    private static readonly byte[] Flat = [.. Enumerable.Repeat((byte)100, 64)];

    /// <summary>Sums and digests as printed by tests/oracles/jpeg.py with Pillow 9.4.</summary>
    [NativeImageTheory(NativeImages.Jpeg)]
    [InlineData(8, 8, 1, 10, 6921, "e778a925493aa371")]
    [InlineData(28, 28, 1, 75, 95914, "44e097883f5c3c82")]
    [InlineData(32, 32, 3, 75, 388957, "51495bd956c23742")]
    [InlineData(20, 12, 3, 40, 89679, "b8781611974175f7")]
    public void RoundTrip_EqualsPillow(int width, int height, int channels, int quality, int sum, string digest)
    {
        byte[] pixels = [.. from i in Enumerable.Range(0, height)
                            from j in Enumerable.Range(0, width)
                            from c in Enumerable.Range(0, channels)
                            select (byte)((37 * i + 11 * j + 53 * c + (i * j) % 7 * 9) % 256)];
        var decoded = new byte[pixels.Length];
        using var codec = new JpegCodec(height, width, channels, quality);
        codec.RoundTrip(pixels, decoded);
        Assert.Equal(sum, decoded.Sum(b => b));
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(decoded))[..16]);
    }

    [NativeImageFact(NativeImages.Jpeg)]
    public void RoundTrip_FlatImageAtFullQuality_IsUnchanged()
    {
        var decoded = new byte[64];
        using var codec = new JpegCodec(8, 8, 1, 100);
        codec.RoundTrip(Flat, decoded);
        Assert.Equal(Flat, decoded);
    }

    [NativeImageFact(NativeImages.Jpeg)]
    public void Constructor_SizeNoJpegHas_IsRefused() =>
        Assert.Throws<UsageException>(() => new JpegCodec(70_000, 8, 1, 50).Dispose());
}
