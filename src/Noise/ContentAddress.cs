using System.Buffers.Binary;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace Audit.Noise;

/// <summary>Addresses that follow from what an image shows: different images almost surely have different ones (64
/// bits).</summary>
public static class ContentAddress
{
    /// <param name="x">Images, [N,...], float32.</param>
    /// <param name="stream">What the draw is for.</param>
    /// <returns>One address a row: image and sample are the first 8 bytes of the SHA-256 of the row's pixels,
    /// little-endian.</returns>
    public static NoiseAddress[] Of(Tensor x, NoiseStream stream)
    {
        using var scope = NewDisposeScope();
        int rows = checked((int)x.size(0));
        var pixels = x.detach().to(float32).cpu().contiguous();
        var addresses = new NoiseAddress[rows];
        int length = rows == 0 ? 0 : pixels.bytes.Length / rows;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (int row = 0; row < rows; row++)
        {
            SHA256.HashData(pixels.bytes.Slice(row * length, length), digest);
            addresses[row] = new NoiseAddress(stream, BinaryPrimitives.ReadUInt32LittleEndian(digest),
                BinaryPrimitives.ReadUInt32LittleEndian(digest[4..]));
        }
        return addresses;
    }
}
