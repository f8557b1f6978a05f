using System.Runtime.InteropServices;
using Audit.Datasets.Decoding;
using static TorchSharp.torch;

namespace Audit.Defences;

/// <summary>Images through a JPEG codec and back.</summary>
internal static class CodecBatch
{
    /// <param name="x">Images [N,C,H,W], C 1 or 3; values are clipped to [0,1] and rounded to bytes.</param>
    /// <param name="quality">1 to 100.</param>
    /// <returns>[N,C,H,W] on the device of x.</returns>
    public static Tensor RoundTrip(Tensor x, int quality)
    {
        using var scope = NewDisposeScope();
        var bytes = (x.detach().clamp(0, 1) * 255).round().to(uint8).permute(0, 2, 3, 1).contiguous().cpu();
        int count = (int)x.size(0), channels = (int)x.size(1), height = (int)x.size(2), width = (int)x.size(3);
        using var codec = new JpegCodec(height, width, channels, quality);
        var decoded = empty([count, height, width, channels], uint8);
        int size = height * width * channels;
        for (int n = 0; n < count; n++)
            codec.RoundTrip(bytes.bytes.Slice(n * size, size), decoded.bytes.Slice(n * size, size));
        return (decoded.to(x.device).to(x.dtype) / 255).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }
}
